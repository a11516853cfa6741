"""Who is invited to a meeting, who is to be, and whom mail doesn't reach (MTG-3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from portal.tenancy.absences.duty import duty_on, union_on_duty
from portal.tenancy.models import Association, Mandate, Municipality

from ..enums import InviteeRole
from ..models import Invitation
from .record import original_of

ROLES = {
    Mandate.Position.MAYOR: InviteeRole.MAYOR,
    Mandate.Position.DEPUTY: InviteeRole.DEPUTY,
    Mandate.Position.REPRESENTATIVE: InviteeRole.REPRESENTATIVE,
}


@dataclass(frozen=True)
class Candidate:
    """Somebody to be invited, each address once; whose mailbox is shared is invited together."""

    role: InviteeRole
    name: str
    email: str
    municipality: Municipality | None = None
    mandate: Mandate | None = None

    @property
    def key(self) -> str:
        return self.email.strip().lower()


@dataclass(frozen=True)
class Members:
    """The people in office of the member municipalities on a day, in Czech order of the municipalities."""

    mayors: Sequence[Candidate] = field(default_factory=list)
    others: Sequence[Candidate] = field(default_factory=list)
    """Deputies and authorised representatives; they are invited when the manager says so."""
    unreachable: Sequence[Municipality] = field(default_factory=list)
    """Municipalities without a mayor in office whom mail could reach."""


def invited(meeting: Any) -> QuerySet[Invitation]:
    """Everybody invited to `meeting`, in the order they were, with their municipalities."""
    rows: QuerySet[Invitation] = Invitation.objects.filter(meeting=original_of(meeting).pk)
    return rows.select_related("municipality", "site").order_by("pk")


def members_of(association: Association, on: date | None = None) -> Members:
    """The people in office `on` a day in Prague (today); two queries."""
    municipalities = list(Municipality.objects.members_of(association, on))
    rows = Mandate.objects.valid_on(on).filter(municipality__in=[each.pk for each in municipalities])
    in_office: dict[str, list[Mandate]] = {}
    # Where two of one position overlap the one begun last speaks first.
    for mandate in rows.exclude(email="").order_by("-valid_from", "-pk"):
        in_office.setdefault(mandate.municipality_id, []).append(mandate)
    mayors, others, unreachable = [], [], []
    for municipality in municipalities:
        people = in_office.get(municipality.pk, [])
        mayor = next((one for one in people if one.position == Mandate.Position.MAYOR), None)
        if mayor is None:
            unreachable.append(municipality)
        else:
            mayors.append(_candidate(mayor, municipality))
        others += [_candidate(one, municipality) for one in people if one.position != Mandate.Position.MAYOR]
    found = together(mayors)
    taken = {one.key for one in found}
    return Members(found, [one for one in together(others) if one.key not in taken], unreachable)


def together(people: Iterable[Candidate]) -> list[Candidate]:
    """Each address once; a mailbox that two share is written to by both names."""
    found: dict[str, Candidate] = {}
    for one in people:
        first = found.get(one.key)
        if first is None:
            found[one.key] = one
        elif one.name and one.name not in first.name.split(", "):
            names = f"{first.name}, {one.name}"[:200]
            found[one.key] = Candidate(first.role, names, first.email, first.municipality, first.mandate)
    return list(found.values())


def not_yet(meeting: Any, people: Iterable[Candidate]) -> list[Candidate]:
    """Those of `people` whose address isn't invited yet; one query."""
    taken = {email.lower() for email in invited(meeting).values_list("email", flat=True)}
    return [one for one in people if one.key not in taken]


def expert_of(association: Association, on: date | None = None) -> list[Candidate]:
    """Who of the Union is told `on` a day in Prague (today): the expert, else the deputy, else the Union (MTG-3)."""
    duty = duty_on(on)
    for expert in (association.liaison_expert, association.liaison_deputy):
        if expert is None or not expert.is_active:
            continue
        user = expert.user
        if user is not None and (user.pk in duty.away or not user.is_active):
            continue
        return [Candidate(InviteeRole.EXPERT, expert.name, expert.email)]
    return together(Candidate(InviteeRole.EXPERT, "", address) for address in union_on_duty(duty.on))


def _candidate(mandate: Mandate, municipality: Municipality) -> Candidate:
    role = ROLES[Mandate.Position(mandate.position)]
    return Candidate(role, mandate.person_name, mandate.email, municipality, mandate)
