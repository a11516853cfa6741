"""The rows of a page of the list: what is read of each service, and the lists that are read by a prepared query."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from wagtail.models import Site

from portal.core.prepared import Prepared, given_day, given_id

from ..enums import ContactKind
from ..models import Service, ServiceContact, ServiceKind, ServicePart
from ..packing import packed, unpacked
from ..search import plain

SHOWN = (
    "slug", "name", "kind_id", "latitude", "longitude", "opening_hours", "closed_on",
    "verified_on", "verified_how", "verify_by", "sort_key", "municipality__name",
    "municipality__latitude", "municipality__longitude",
)  # fmt: skip


def shown_rows(services: Any) -> Any:
    """`services` with what a row of the list shows of each, phones and parts in it."""
    phones = ServiceContact.objects.filter(kind=ContactKind.PHONE, is_internal=False)
    return (
        services.select_related("municipality")
        .only(*SHOWN)
        .annotate(
            packed_phones=packed(phones, "value", "sort_order", "pk"),
            packed_parts=packed(ServicePart.objects.all(), "kind_id", "name", "sort_order", "pk"),
        )
    )


@Prepared[Service]
def _plain(shape: plain.Shape | None, of_kind: bool, is_field: bool, first: int, end: int) -> Any:
    if shape:
        services = plain.services(shape)
    else:
        services = Service.objects.for_site(given_id("site")).published(given_day()).in_czech_order()
    if of_kind:
        services = services.of_kind_key(given_id("kind"), is_field=is_field)
    return shown_rows(services)[first:end]


@dataclass(frozen=True)
class PlainRows:
    """Services of a site in Czech order or as they answer a question, of a kind or all, for a paginator.

    A slice of them is one query.
    """

    site: Site
    kind: ServiceKind | None
    question: plain.PlainQuestion | None

    def __getitem__(self, part: slice) -> list[Service]:
        kind, question = self.kind, self.question
        said = question.given if question else {"site": self.site.pk, "day": timezone.localdate()}
        return _plain.all(
            question.shape if question else None,
            kind is not None,
            kind is not None and kind.parent_id is None,
            part.start,
            part.stop,
            kind=kind.pk if kind else None,
            **said,
        )


def in_order(text: str | None) -> list[dict[str, Any]]:
    """Packed rows in the order an editor gave them."""
    return sorted(unpacked(text), key=lambda row: (row["sort_order"] or 0, row["pk"]))
