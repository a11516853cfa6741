"""UUIDs for things that have no row of their own; the same for good, and back again where one is asked by it."""

from uuid import UUID, uuid5

NAMESPACE = UUID("5f0c9d7a-53f1-4b43-9a2f-7f6f6a3c3d51")
KEPT_BITS = UUID("ffffffff-ffff-0fff-3fff-ffffffffffff").int
"""All but the version and the variant: what is derived from a random UUID looks like one."""
BY_ICO = "1c0c2000-0000-8000-8000-0000"
"""A body with an IČO has it as the last eight digits of its identifier (a UUID of version 8)."""


def derived(uid: UUID, part: str) -> UUID:
    """The identifier of `part` of what `uid` names; applied again it gives `uid` back."""
    return UUID(int=uid.int ^ (uuid5(NAMESPACE, part).int & KEPT_BITS))


def named(*words: str) -> UUID:
    """The identifier of what these words name."""
    return uuid5(NAMESPACE, "\n".join(words))


def organization_id(ico: str, association: str, name: str) -> UUID:
    """The identifier of an operating body: by its IČO wherever it works, without one by its name in an association."""
    return UUID(f"{BY_ICO}{ico}") if ico else named("organization", association, name)


def ico_of(organization: UUID) -> str:
    """The IČO in an identifier; "" if there is none."""
    text = str(organization)
    ico = text.removeprefix(BY_ICO)
    return ico if ico != text and ico.isdigit() else ""
