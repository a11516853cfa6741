"""An association as the norms see it: a legal person, and how to reach it and its centre's people."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from portal.core import ofn
from portal.core.ofn import Node
from portal.core.validators import format_psc

from ..api.scope import Scope
from ..models import Association, StaffMember
from .answers import identifier

OWN = "svazek"
"""The end of the identifier of the association's own contact; those of people end with a number."""


def legal_body(association: Association) -> Node:
    """The association by its IČO and name."""
    return ofn.legal_body(association.ico, association.name)


def contact_of(association: Association) -> Node:
    """How to reach the association: what its page of contacts says, nobody's name."""
    town = " ".join(part for part in (format_psc(association.seat_psc), association.seat_town) if part)
    written = ", ".join(part for part in (association.seat_street, town) if part)
    where = ofn.address(written, psc=association.seat_psc)
    return ofn.contact(
        name=association.name,
        kind=_("Office of the association"),
        note=_hours(association.office_hours),
        email=association.email,
        number=association.phone,
        data_box=association.data_box_id,
        url=f"{association.site.root_url}/",
        where=ofn.place(where=where),
    )


def contact_of_person(person: StaffMember) -> Node:
    """How to reach one of the centre's people; only what their public contact says (CIT-3)."""
    return ofn.contact(
        name=person.name,
        kind=person.position,
        note=_hours(person.office_hours),
        email=person.email,
        number=person.phone,
    )


def contacts(scope: Scope) -> list[Node]:
    """Contacts of the associations of `scope`, each followed by its centre's people who can be reached."""
    people: dict[int, list[StaffMember]] = {}
    for person in StaffMember.objects.filter(site__in=scope.site_ids).order_by("order", "name", "pk"):
        people.setdefault(person.site_id, []).append(person)
    found: list[Node] = []
    for association in scope.associations.values():
        found += _of(association, people.get(association.site_id, []))
    return found


def _of(association: Association, people: Iterable[StaffMember]) -> list[Node]:
    reachable = [person for person in people if person.email or person.phone]
    return [
        _whole(association, OWN, contact_of(association)),
        *(_whole(association, str(person.pk), contact_of_person(person)) for person in reachable),
    ]


def _whole(association: Association, name: str, contact: Node) -> Node:
    iri = identifier(association, f"kontakty/{name}")
    return {"@context": ofn.CONTEXTS["Kontakt"], "typ": contact["typ"], "iri": iri, **contact}


def _hours(written: str) -> str:
    """Office hours as they are written: nobody has put them in a form a program could read."""
    hours = ", ".join(line.strip() for line in written.splitlines() if line.strip())
    return _("Office hours: %(hours)s") % {"hours": hours} if hours else ""
