"""What the kernel itself asks of a site before it opens."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q
from django.http.request import validate_host
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..models import Agenda, Association, Mandate, Membership, StaffMember
from .lines import Line, at_least, register_line

LEAST_MEMBERS = 2
"""An association is one of at least two municipalities (act 128/2000)."""


def _details(association: Association) -> str:
    return reverse("association:edit", args=[association.pk])


def own_details(association: Association) -> str:
    """Where a manager changes the details of their own association."""
    return reverse("own_association:edit")


def nowhere(association: Association) -> str:
    """Only the Union does it."""
    return ""


def _listed(name: str) -> Any:
    return lambda association: reverse(f"{name}:index")


def _memberships(association: Association) -> str:
    return f"{reverse('membership:index')}?association={association.pk}"


def _accounts(association: Association) -> str:
    return f"{reverse('founding:show', args=[association.pk])}#people"


def _answers_at_its_host(association: Association) -> bool:
    """Whether the servers take requests for the site's host; whether its name leads to them only the world knows."""
    return validate_host(association.site.hostname, settings.ALLOWED_HOSTS)


def _can_be_reached(association: Association) -> bool:
    return bool(association.email and association.phone and association.seat_town)


def _members() -> Any:
    return at_least(LEAST_MEMBERS, Membership.objects.valid_on().filter(association=OuterRef("pk")), "association")


def _people() -> Any:
    return Exists(StaffMember.objects.filter(~Q(email="", phone=""), site=OuterRef("site")))


def _manager_signed_in() -> Any:
    people = get_user_model()._default_manager.filter(is_active=True, last_login__isnull=False)
    return Exists(people.filter(groups=OuterRef("manager_group")))


def _mayors() -> Any:
    """Every member has a mayor with an address today."""
    mayors = Mandate.objects.valid_on().filter(position=Mandate.Position.MAYOR).exclude(email="")
    members = Membership.objects.valid_on().filter(association=OuterRef("pk"))
    without = members.filter(~Exists(mayors.filter(municipality=OuterRef("municipality"))))
    return Q(Exists(members)) & ~Q(Exists(without))


def register() -> None:
    """Called once, when the tenancy is ready."""
    needed: list[dict[str, Any]] = [
        {"name": "host", "label": _("The servers answer at its address"), "holds": _answers_at_its_host,
         "mend": _details, "own": nowhere, "hint": _("Whoever runs the portal adds the host to ALLOWED_HOSTS.")},
        {"name": "members", "label": _("At least two member municipalities"), "condition": _members,
         "mend": _memberships, "own": nowhere},
        {"name": "manager", "label": _("A manager who has signed in"), "condition": _manager_signed_in,
         "mend": _accounts, "own": nowhere},
        {"name": "contacts", "label": _("Seat, phone and e-mail of the association"), "holds": _can_be_reached,
         "mend": _details, "own": own_details},
        {"name": "people", "label": _("People of the centre with a phone or an e-mail"), "condition": _people,
         "mend": _listed("staffmember")},
    ]  # fmt: skip
    better: list[dict[str, Any]] = [
        {"name": "office_hours", "label": _("Office hours"), "mend": _details, "own": own_details,
         "holds": lambda association: bool(association.office_hours.strip())},
        {"name": "data_box", "label": _("Data box"), "mend": _details, "own": own_details,
         "holds": lambda association: bool(association.data_box_id)},
        {"name": "dpo", "label": _("Contact of the data protection officer"), "mend": _details, "own": own_details,
         "holds": lambda association: bool(association.dpo_contact)},
        {"name": "mayors", "label": _("A mayor with an e-mail in every member municipality"), "condition": _mayors,
         "mend": _listed("mandate"), "own": nowhere},
        {"name": "agendas", "label": _("Agendas in which citizens may turn to the centre"), "mend": _listed("agenda"),
         "condition": lambda: Exists(Agenda.objects.filter(site=OuterRef("site")))},
    ]  # fmt: skip
    for is_required, asked in ((True, needed), (False, better)):
        for number, fields in enumerate(asked, start=1):
            register_line(Line(order=number * 10, is_required=is_required, **fields))
