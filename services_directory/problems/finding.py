"""Services that help with a problem, of the citizen's own municipality before others (CIT-2).

The same few queries, however long the message and however many services: the
municipality it names, the directory's pages, the services with their phones and parts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Prefetch, Q, Value, When
from django.utils.http import urlencode
from django.utils.translation import ngettext
from wagtail.models import Site

from portal.core.czech import fold
from portal.core.validators import format_phone
from portal.tenancy.models import Municipality

from ..enums import ContactKind
from ..models import PlaceKey, Service, ServiceContact, ServicePart
from ..search.places import NamedPlace, recognise
from ..search.spelling import keys
from ..search.text import words
from .topics import LOCAL_KINDS, Topic, Vocabulary, likeliest_of
from .words import SMALL_WORDS

MOST = 5
READ = 120
"""Services that are read to choose from; those of the municipality come first."""
IN_IT, SERVING_IT, ELSEWHERE = 0, 1, 2
OF_FIRST, OF_OTHERS = 3, 2
"""How many services of the likeliest topic, and of each other one."""
OFFICE = "municipal_office"
"""Deals with whatever nobody else does in its municipality, with nothing in another one."""


@dataclass(frozen=True)
class Help:
    """A service that helps, or a list of several of one kind; `url` is an address on the association's site."""

    title: str
    url: str
    summary: str


def services_for_problem(
    *,
    site: Site,
    text: str,
    vocabulary: Vocabulary,
    municipality: Municipality | None = None,
    hint: str = "",
    limit: int = MOST,
) -> list[Help]:
    """What of the association of `site` helps with the problem described in `text`, at most `limit`; often nothing.

    `vocabulary` is the association's (`read_vocabulary`). `municipality` is where it is, else the one the text names.
    `hint` are words that tell too, but less: the category the citizen chose.
    """
    topics = likeliest_of(vocabulary, text, hint)
    if not topics:
        return []
    place = _place(municipality) if municipality else _named_place(text, site)
    page = _directory(site)
    if page is None:
        return []
    base = page.get_url(current_site=site)
    found = _candidates(site, {code for topic in topics for code in topic.kinds}, place)
    chosen: dict[str, Help] = {}
    for n, topic in enumerate(topics):
        able = [service for service in found if _deals_with(service, topic, vocabulary)]
        for one in list(_helping(topic, able, place, base))[: OF_OTHERS if n else OF_FIRST]:
            chosen.setdefault(one.url, one)
    return list(chosen.values())[:limit]


def _place(municipality: Municipality) -> NamedPlace:
    return NamedPlace(municipality.pk, municipality.name, municipality.latitude, municipality.longitude)


def _named_place(text: str, site: Site) -> NamedPlace | None:
    """The municipality that the message names; None if there is none, or several are called so."""
    said = [word for word in words(text) if fold(word) not in SMALL_WORDS]
    wanted = {key for word in said for key in keys(fold(word))}
    rows = PlaceKey.objects.filter(site=site, key__in=wanted)
    fields = ("municipality_id", "municipality__name", "municipality__latitude", "municipality__longitude")
    found = recognise([(word,) for word in said], {NamedPlace(*row) for row in rows.values_list(*fields)})
    return found.place if found and len(found.places) == 1 else None


def _directory(site: Site) -> Any:
    from ..sections import directory_page

    return directory_page(site)


def _candidates(site: Site, codes: set[str], place: NamedPlace | None) -> Sequence[Service]:
    """Published services of these kinds with their `nearness`, from the nearest."""
    parts = ServicePart.objects.select_related("kind")
    having = parts.filter(service=OuterRef("pk"), kind__code__in=codes)
    found: Any = Service.objects.for_site(site).published().filter(Q(kind__code__in=codes) | Exists(having))
    found = found.annotate(nearness=_nearness(place))
    found = found.near_place(place.code, place.latitude, place.longitude) if place else found.in_czech_order()
    phones = ServiceContact.objects.filter(kind=ContactKind.PHONE, is_internal=False).order_by("sort_order", "pk")
    more = (Prefetch("contacts", phones, to_attr="phones"), Prefetch("parts", parts))
    rows: list[Service] = list(found.select_related("kind", "municipality").prefetch_related(*more)[:READ])
    return sorted(rows, key=lambda service: service.nearness)


def _nearness(place: NamedPlace | None) -> Any:
    everywhere = When(serves_all=True, then=Value(SERVING_IT))
    cases = [everywhere]
    if place:
        serving = Service.served.through.objects.filter(service=OuterRef("pk"), municipality=place.code)
        cases = [
            When(municipality=place.code, then=Value(IN_IT)),
            everywhere,
            When(Exists(serving), then=Value(SERVING_IT)),
        ]
    return Case(*cases, default=Value(ELSEWHERE), output_field=IntegerField())


def _deals_with(service: Service, topic: Topic, vocabulary: Vocabulary) -> bool:
    """Whether the service's own name doesn't say that it deals with something else: lighting mends no roads."""
    if service.kind.code not in LOCAL_KINDS or not topic.is_problem:
        return True
    own = [one for one in likeliest_of(vocabulary, service.name) if one.is_problem]
    return not own or topic in own


def _helping(topic: Topic, found: Sequence[Service], place: NamedPlace | None, base: str) -> Iterator[Help]:
    """What helps with one topic: its kinds in their order, the nearest services of each."""
    for code in topic.kinds:
        of_kind = [service for service in found if _kind(service, code)]
        near = [service for service in of_kind if service.nearness != ELSEWHERE]
        if place and (near or topic.is_local or code == OFFICE):
            chosen = near
        elif place:
            chosen = of_kind[:OF_OTHERS]
        else:
            # Where it is isn't known: an office or a handful of schools somewhere would be a guess.
            chosen = near if code == OFFICE else of_kind
        if len(chosen) > OF_FIRST:
            yield _list_of(chosen, code, base, place)
        else:
            yield from (_help(service, code, base) for service in chosen)


def _kind(service: Service, code: str) -> Any:
    """The kind of this code that the service, or a part of it, is of; None if there is none."""
    kinds = (service.kind, *(part.kind for part in service.parts.all()))
    return next((kind for kind in kinds if kind.code == code), None)


def _help(service: Service, code: str, base: str) -> Help:
    phones = service.phones
    facts = [_kind(service, code).label, service.municipality.name, *(format_phone(one.value) for one in phones[:1])]
    return Help(service.name, f"{base}{service.slug}/", " · ".join(facts))


def _list_of(services: Sequence[Service], code: str, base: str, place: NamedPlace | None) -> Help:
    kind, count = _kind(services[0], code), len(services)
    query = {"kind": kind.code, **({"municipality": place.code} if place else {})}
    summary = ngettext("%(count)s place in the directory", "%(count)s places in the directory", count)
    return Help(kind.label_plural, f"{base}?{urlencode(query)}", summary % {"count": count})
