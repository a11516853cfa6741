"""Suggestions while somebody types into the directory's search box: kinds, municipalities, services.

At most three queries: what the index knows about the words, the services, the kinds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, JsonResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Site

from portal.core.czech import fold

from ..models import Service, ServiceKind
from .find import Found, ask
from .places import NamedPlace
from .text import asked_terms, index_terms, query_words, words

SHORTEST, LONGEST = 2, 80
MOST_SERVICES, MOST_KINDS = 5, 3
KEPT_SECONDS = 300


@dataclass(frozen=True)
class Suggestion:
    """A line of the list: `detail` says what it is, `url` is relative to the directory's page."""

    label: str
    detail: str
    url: str


def suggest(site: Site, text: str) -> list[Suggestion]:
    """What may be meant by `text`, typed so far: kinds first, then a municipality, then services."""
    typed = " ".join(text.replace("\x00", "").split())[:LONGEST]
    if len(typed) < SHORTEST:
        return []
    found = ask(typed, [site], unfinished=True)
    return [*_kinds(site, found, typed), *_place(found), *_services(found)]


def suggestions_response(request: HttpRequest, site: Site) -> JsonResponse:
    """The suggestions for `?q=` as JSON: the list, and a sentence that says how many there are."""
    found = suggest(site, request.GET.get("q", ""))
    count = len(found)
    status = ngettext("%(count)s suggestion", "%(count)s suggestions", count) % {"count": count}
    response = JsonResponse(
        {
            "suggestions": [{"label": one.label, "detail": one.detail, "url": one.url} for one in found],
            "status": status if found else _("No suggestions"),
        }
    )
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    response["X-Robots-Tag"] = "noindex"
    return response


def _services(found: Found) -> Iterator[Suggestion]:
    for service in found.services.select_related("kind", "municipality")[:MOST_SERVICES]:
        yield Suggestion(service.name, f"{service.kind.label} · {service.municipality.name}", f"{service.slug}/")


def _place(found: Found) -> Iterator[Suggestion]:
    if found.municipality:
        place = found.municipality
        yield Suggestion(place.name, _("all services in this municipality"), _address(municipality=place.code))


def _kinds(site: Site, found: Found, typed: str) -> Iterator[Suggestion]:
    """Kinds whose name or synonym holds every word typed, the municipality aside; only those with services here."""
    asked = _beginnings(found, typed)
    if not asked:
        return
    here = Service.objects.for_site(site).published()
    of_kind = here.filter(kind=OuterRef("pk"))
    kinds = ServiceKind.objects.filter(Exists(of_kind.order_by()), parent__isnull=False)
    ranked = []
    for kind in kinds:
        rank = _rank(kind, asked)
        if rank is not None:
            ranked.append((rank, kind.order, kind))
    place = found.municipality
    ranked.sort(key=lambda row: row[:2])
    for *_order, kind in ranked[:MOST_KINDS]:
        yield Suggestion(*_kind_lines(kind, place))


def _kind_lines(kind: ServiceKind, place: NamedPlace | None) -> tuple[str, str, str]:
    if place is None:
        return kind.label_plural, _("all of this kind"), _address(kind=kind.code)
    return (
        f"{kind.label_plural} – {place.name}",
        _("of this kind in the municipality"),
        _address(kind=kind.code, municipality=place.code),
    )


def _beginnings(found: Found, typed: str) -> list[tuple[str, ...]]:
    """For each word asked for, the beginnings its terms may have; mistyped ones mended, a municipality left out."""
    text = found.correction or typed
    named = words(found.municipality.name) if found.municipality else []
    terms = {term for word in named for term in asked_terms(word)}
    return [
        tuple(sorted({*asked_terms(word), fold(word)}))
        for word in query_words(text)
        if not asked_terms(word) & terms and not any(fold(part).startswith(fold(word)) for part in named)
    ]


def _rank(kind: ServiceKind, asked: list[tuple[str, ...]]) -> int | None:
    """0 if the kind's name holds all that is asked for, 1 if one of its synonyms does, None otherwise."""
    names = f"{kind.name} {kind.name_plural} {' '.join(kind.translations.values())}"
    if _holds(names, asked):
        return 0
    return 1 if any(_holds(synonym, asked) for synonym in kind.synonyms.splitlines()) else None


def _holds(text: str, asked: list[tuple[str, ...]]) -> bool:
    held = index_terms(text).split()
    return all(any(term.startswith(beginning) for term in held for beginning in word) for word in asked)


def _address(**parameters: Any) -> str:
    return f"?{urlencode(parameters)}"
