"""Which copies of a print run go where: filled in from the usual copies, mended by the centre (X7)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ..enums import PrintKind
from ..models import DropPoint, PrintDrop, PrintRun


@dataclass
class Place:
    """A place of the plan; without `drop` nothing goes there yet."""

    point: DropPoint
    drop: PrintDrop | None

    @property
    def copies(self) -> int:
        return self.drop.copies if self.drop else 0


@dataclass
class Town:
    """The places of one municipality."""

    municipality: Any
    places: list[Place] = field(default_factory=list)

    @property
    def copies(self) -> int:
        return sum(place.copies for place in self.places)

    @property
    def waiting(self) -> int:
        """Places where copies were not ticked off yet."""
        return sum(1 for place in self.places if place.drop and place.drop.delivered_on is None)


@dataclass
class Plan:
    """The places of a run by municipality, and whether what they get fits what is printed."""

    run: PrintRun
    towns: list[Town]

    @property
    def planned(self) -> int:
        return sum(town.copies for town in self.towns)

    @property
    def spare(self) -> int:
        """Copies that stay at the centre; below zero: so many are missing."""
        return self.run.copies - self.planned

    @property
    def missing(self) -> int:
        return max(0, -self.spare)

    @property
    def drops(self) -> list[PrintDrop]:
        return [place.drop for town in self.towns for place in town.places if place.drop is not None]

    @property
    def delivered(self) -> int:
        return sum(drop.copies for drop in self.drops if drop.delivered_on is not None)

    @property
    def left_over(self) -> int:
        return sum(drop.returned for drop in self.drops)

    @property
    def waiting(self) -> int:
        return sum(town.waiting for town in self.towns)


def is_carried(run: PrintRun) -> bool:
    """Whether the centre brings the copies to its drop points; a municipal periodical goes its own way."""
    return run.kind != PrintKind.MUNICIPAL


def plan_of(run: PrintRun, *, only_planned: bool = False) -> Plan:
    """The places in use and those the run has already, in Czech order; `only_planned`: where something goes."""
    drops = {drop.drop_point_id: drop for drop in run.drops.all()}
    points = DropPoint.objects.for_site(run.site_id).select_related("municipality") if is_carried(run) else ()
    towns: dict[Any, Town] = {}
    for point in points:
        if point.pk in drops or (point.is_used and not only_planned):
            town = towns.setdefault(point.municipality_id, Town(point.municipality))
            town.places.append(Place(point, drops.get(point.pk)))
    return Plan(run, list(towns.values()))


def fill_in(run: PrintRun) -> None:
    """Plan the usual copies for every place in use; once, when the run is made."""
    if not is_carried(run):
        return
    points = DropPoint.objects.for_site(run.site_id).filter(is_used=True, copies__gt=0)
    PrintDrop.objects.bulk_create(
        PrintDrop(site_id=run.site_id, run=run, drop_point=point, copies=point.copies) for point in points
    )


@transaction.atomic
def set_copies(*, run: PrintRun, copies: Mapping[int, int]) -> None:
    """Plan so many copies for each place (by its id); none where it is 0.

    What was delivered already stays as it is. Raises ValidationError for a place of somebody else, and for a run
    whose copies aren't carried by the centre.
    """
    run = PrintRun.objects.select_for_update().get(pk=run.pk)
    places = {place.point.pk: place for town in plan_of(run).towns for place in town.places}
    if not set(copies) <= set(places):
        raise ValidationError(_("This place isn't among yours any more."))
    for pk, number in copies.items():
        _set(run, places[pk], number)


def _set(run: PrintRun, place: Place, number: int) -> None:
    drop = place.drop
    if drop is None and number:
        PrintDrop.objects.create(site_id=run.site_id, run=run, drop_point=place.point, copies=number)
    elif drop is not None and drop.delivered_on is None and drop.copies != number:
        if number:
            drop.copies = number
            drop.save(update_fields=["copies"])
        else:
            drop.delete()
