"""Whom the centre may ask: who represents its municipalities, the addresses of last time, and its own (N1)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from portal.tenancy.models import Association, Mandate, Municipality

from ..models import Contributor

ORDER = (Mandate.Position.MAYOR, Mandate.Position.DEPUTY, Mandate.Position.REPRESENTATIVE)
"""The mayor is asked; where the office is empty the deputy, and last the authorised representative."""
MOST_OWN = 50
"""Addresses that may be added at once."""
LINE = re.compile(r"^(?P<name>.{0,300}?)[\s,;<]{0,20}(?P<email>[^\s<>,;@]{1,100}@[^\s<>,;@]{1,250})>?$")


@dataclass(frozen=True)
class Person:
    """Somebody who may be asked. `municipality` is the code of theirs, "" for nobody's."""

    email: str
    name: str = ""
    municipality: str = ""


@dataclass(frozen=True)
class Offer:
    """A person on the form, with what to read beside the box."""

    person: Person
    place: str
    role: str


def offered(issue: Any, association: Association) -> list[Offer]:
    """Who can be asked for a contribution to `issue` and wasn't yet: one person of each member municipality.

    Besides them whoever was asked last time at an address of the centre's own (an office, a school): the register of
    municipalities knows no addresses of offices.
    """
    members = list(Municipality.objects.members_of(association))
    places = {member.code: member.name for member in members}
    asked = {email.lower() for email in issue.contributors.values_list("email", flat=True)}
    found = [
        Offer(Person(mandate.email, mandate.person_name[:150], code), places[code], mandate.get_position_display())
        for code, mandate in _speakers(places).items()
    ]
    known = {offer.person.email.lower() for offer in found}
    for earlier in _asked_before(issue, association):
        if earlier.email.lower() in known:
            continue
        known.add(earlier.email.lower())
        code = earlier.municipality_id if earlier.municipality_id in places else ""
        person = Person(earlier.email, earlier.name, code)
        found.append(Offer(person, places.get(code, ""), _("asked last time")))
    return [offer for offer in found if offer.person.email.lower() not in asked]


def without_address(association: Association) -> list[str]:
    """Members of whom the portal knows nobody to write to, in Czech order."""
    members = list(Municipality.objects.members_of(association))
    reached = _speakers({member.code: member.name for member in members})
    return [member.name for member in members if member.code not in reached]


def own_people(text: str) -> list[Person]:
    """The people of a text: an address on each line, with a name before it or without; also ``Name <address>``.

    Raises ValidationError that quotes the line it doesn't understand.
    """
    found: dict[str, Person] = {}
    for line in filter(None, (line.strip(" \t,;") for line in text.splitlines())):
        match = LINE.match(line)
        name, email = (match["name"].strip(' "'), match["email"].strip()) if match else ("", line)
        try:
            validate_email(email)
        except ValidationError as error:
            raise ValidationError(_("“%(line)s” is no e-mail address.") % {"line": line[:100]}) from error
        found.setdefault(email.lower(), Person(email, name[:150]))
    if len(found) > MOST_OWN:
        raise ValidationError(_("Add at most %(count)d addresses at once.") % {"count": MOST_OWN})
    return list(found.values())


def _speakers(codes: Iterable[str]) -> dict[str, Mandate]:
    """Who speaks for each of these municipalities today, in the order of the codes."""
    wanted = list(codes)
    rows = Mandate.objects.valid_on().filter(municipality__in=wanted, position__in=ORDER).exclude(email="")
    best: dict[str, Mandate] = {}
    # The newest of the highest rank comes last.
    for mandate in sorted(rows, key=lambda row: (-ORDER.index(Mandate.Position(row.position)), row.valid_from, row.pk)):
        best[mandate.municipality_id] = mandate
    return {code: best[code] for code in wanted if code in best}


def _asked_before(issue: Any, association: Association) -> list[Contributor]:
    """Who was asked about the last issue before this one, as far as their addresses weren't forgotten."""
    others = Contributor.objects.for_association(association).exclude(issue=issue)
    last = others.order_by("-asked_at").values_list("issue", flat=True).first()
    speakers = Mandate.objects.values("email")
    return list(others.filter(issue=last).exclude(email__in=speakers)) if last else []
