"""Whose data a request may read: those of the association on whose site it came, on the Union's site all."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from ..frame import frame_of
from ..models import Association


@dataclass(frozen=True)
class Scope:
    """The associations whose data are asked for, by the number of their sites; `owner` names whose site was asked."""

    owner: str
    associations: dict[int, Association]

    @property
    def site_ids(self) -> list[int]:
        return list(self.associations)


def scope_of(request: HttpRequest, slug: str = "") -> Scope:
    """The associations `request` may read; only the one of `slug` if there is any."""
    frame = frame_of(request)
    if frame is None:
        return Scope("", {})
    found: list[Association] = []
    owner = frame.site.site_name
    if frame.association is not None:
        owner, found = frame.association.name, [frame.association]
    elif frame.union is not None and frame.union.site_id == frame.site.pk:
        owner, found = frame.union.name, list(Association.objects.opened().select_related("site").in_czech_order())
    return Scope(owner, {each.site_id: each for each in found if slug in ("", each.slug)})


def licence() -> dict[str, str]:
    """Under what terms the data may be used."""
    return {"name": settings.OPEN_DATA_LICENCE_NAME, "url": settings.OPEN_DATA_LICENCE_URL}
