"""Who reviews: an account of the Union, or an expert without one, by a personal link (V1)."""

from dataclasses import dataclass
from typing import Any, Self

from portal.tenancy.models import LiaisonExpert

from ..enums import Channel


@dataclass(frozen=True)
class Reviewer:
    """Who decides about a round, and in which way."""

    name: str
    channel: Channel
    user: Any = None
    expert: LiaisonExpert | None = None

    @classmethod
    def with_account(cls, user: Any) -> Self:
        return cls(name_of(user), Channel.ACCOUNT, user=user)

    @classmethod
    def with_link(cls, expert: LiaisonExpert) -> Self:
        return cls(expert.name, Channel.LINK, expert=expert)

    @property
    def key(self) -> str:
        """What the log knows the person by besides the name."""
        return key_of(self.user) if self.user is not None else f"expert-{self.expert.pk if self.expert else ''}"


def name_of(user: Any) -> str:
    """The name of an account as a line of the log keeps it; nothing where the portal itself acted."""
    return str(user.get_full_name() or user.get_username())[:150] if user is not None else ""


def key_of(user: Any) -> str:
    """What a line of the log knows an account by."""
    return str(user.pk) if user is not None else ""
