"""What the forms of the centre offer to choose from, remembered: these lists change a few times a year."""

from datetime import date

from django.utils import timezone

from portal.core.remembered import Remembered
from portal.tenancy.models import Agenda, Association, Municipality

from .models import RequestCategory


def municipalities(association: Association) -> dict[str, Municipality]:
    """The members of `association` today by their codes, in Czech order."""
    return _municipalities.get((association.pk, timezone.localdate()))


def categories() -> dict[int, RequestCategory]:
    """The kinds of matters that may be chosen today by their keys, in the Union's order."""
    return _categories.get(timezone.localdate())


def agendas(site_id: int) -> dict[int, Agenda]:
    """The agendas that the association of this site agreed on (CIT-1) by their keys, in its order."""
    return _agendas.get(site_id)


def _members_of(key: tuple[int, date]) -> dict[str, Municipality]:
    association, day = key
    members = Municipality.objects.members_of(Association(pk=association), day).distinct()
    return {municipality.pk: municipality for municipality in members}


_municipalities = Remembered[tuple[int, date], dict[str, Municipality]](
    _members_of, "tenancy.Membership", "tenancy.Municipality"
)
_categories = Remembered[date, dict[int, RequestCategory]](
    lambda day: {category.pk: category for category in RequestCategory.objects.current(day)},
    "contact_centre.RequestCategory",
)
_agendas = Remembered[int, dict[int, Agenda]](
    lambda site_id: {agenda.pk: agenda for agenda in Agenda.objects.for_site(site_id)}, "tenancy.Agenda"
)
