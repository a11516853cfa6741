"""Writing the search index: one entry for each published service, none for drafts, and the words by key."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction

from portal.tenancy import versions

from .places import place_keys
from .spelling import keys, spelt_words
from .text import fold, index_terms, phrase_term, words

if TYPE_CHECKING:
    from ..models import SearchEntry, Service, ServiceKind

BATCH = 500
KEYS_AT_ONCE = 2_000

Synonyms = dict[tuple[int, int], list[str]]
"""An association's own words for kinds, by site and kind."""


def _model(name: str) -> Any:
    return apps.get_model("services_directory", name)


@dataclass(frozen=True)
class Indexed:
    """A service's entry, not saved, and the words and the municipality it is found by."""

    entry: "SearchEntry"
    words: frozenset[str]
    municipality: tuple[str, str]


def entry_for(service: "Service", synonyms: Synonyms | None = None) -> Indexed:
    """What `service` is found by. Internal contacts and drafts never come in here (D2).

    The parts of a place count like the place: it is found under their names and kinds too.
    """
    own = synonyms or {}
    parts = list(service.parts.all())
    names = [service.name, *(part.name for part in parts if part.name)]
    kinds = list({kind.pk: kind for kind in (service.kind, *(part.kind for part in parts))}.values())
    said = [text for kind in kinds for text in _names_of(kind, own.get((service.site_id, kind.pk), []))]
    fields = {kind.parent.pk: kind.parent for kind in kinds if kind.parent}.values()
    wider = [
        text for field in fields for text in (field.name, field.synonyms, *own.get((service.site_id, field.pk), []))
    ]
    other = [
        service.municipality.name,
        service.part,
        service.operator_name,
        service.subject,
        service.street,
        *(part.note for part in parts),
        *wider,
    ]
    phrases = sorted({phrase_term(words(text)) for text in said} - {""})
    entry: SearchEntry = _model("SearchEntry")(
        service_id=service.pk,
        site_id=service.site_id,
        name_terms=index_terms(*names),
        kind_terms=" ".join((index_terms(*said), *phrases)),
        other_terms=index_terms(*other),
    )
    place = (service.municipality_id, service.municipality.name)
    return Indexed(entry, frozenset(spelt_words(*names, *said, *other)), place)


def _names_of(kind: "ServiceKind", own: Iterable[str]) -> list[str]:
    """Everything `kind` is called, each name or synonym by itself."""
    return [kind.name, kind.name_plural, *kind.synonyms.splitlines(), *kind.translations.values(), *own]


def _published(ids: Iterable[int] | None = None) -> Any:
    found = _model("Service").objects.filter(live=True).select_related("kind__parent", "municipality")
    found = found.prefetch_related("parts__kind__parent")
    return found if ids is None else found.filter(pk__in=list(ids))


def _synonyms(sites: Iterable[int] | None = None) -> Synonyms:
    found: Synonyms = defaultdict(list)
    rows = _model("SearchSynonym").objects.all()
    if sites is not None:
        rows = rows.filter(site__in=set(sites))
    for site, kind, text in rows.order_by("pk").values_list("site_id", "kind_id", "text"):
        found[site, kind].append(text)
    return found


def index_service(service_id: int) -> None:
    """Bring one service's entry up to date; a service that isn't published loses it."""
    index_services([service_id])


@transaction.atomic
def index_services(service_ids: Iterable[int]) -> None:
    """Bring the entries of several services up to date."""
    for ids in batched(service_ids, BATCH, strict=False):
        services = list(_published(ids))
        own = _synonyms(service.site_id for service in services)
        indexed = [entry_for(service, own) for service in services]
        _write([one.entry for one in indexed])
        gone = set(ids) - {service.pk for service in services}
        if gone:
            _model("SearchEntry").objects.filter(service_id__in=gone).delete()
        _add_words(indexed)


def remove_service(service_id: int) -> None:
    """Take one service out of the index."""
    _model("SearchEntry").objects.filter(service_id=service_id).delete()


@transaction.atomic
def rebuild() -> int:
    """Write the whole index anew, without words that no service holds any more; returns the number of entries."""
    for name in ("SearchEntry", "WordKey", "PlaceKey"):
        rows = _model(name).objects.all()
        rows._raw_delete(rows.db)
    count = 0
    seen_words: dict[int, set[str]] = defaultdict(set)
    seen_places: dict[int, set[str]] = defaultdict(set)
    own = _synonyms()
    for services in batched(_published().order_by("pk").iterator(chunk_size=BATCH), BATCH, strict=False):
        indexed = [entry_for(service, own) for service in services]
        _model("SearchEntry").objects.bulk_create([one.entry for one in indexed])
        count += len(indexed)
        for site, words_, places in _by_site(indexed):
            _write_words(site, words_ - seen_words[site])
            seen_words[site] |= words_
            _write_places(site, {code: name for code, name in places.items() if code not in seen_places[site]})
            seen_places[site] |= places.keys()
    for site in apps.get_model("tenancy", "Association").objects.values_list("site_id", flat=True):
        index_members(site)
    return count


def ensure(_union: Any = None) -> None:
    """Write the index anew if it comes from a version that kept no words by key."""
    if _model("SearchEntry").objects.exists() and not _model("WordKey").objects.exists():
        rebuild()


def index_members(site_id: int) -> None:
    """Let the association's members be recognised in questions, also those without any service."""
    association = apps.get_model("tenancy", "Association").objects.filter(site=site_id).first()
    if association is not None:
        members = apps.get_model("tenancy", "Municipality").objects.members_of(association)
        _write_places(site_id, dict(members.values_list("code", "name")))


def _write(entries: list[Any]) -> None:
    _model("SearchEntry").objects.bulk_create(
        entries,
        update_conflicts=True,
        unique_fields=["service"],
        update_fields=["site", "name_terms", "kind_terms", "other_terms"],
    )
    versions.touch(*{entry.site_id for entry in entries}, of=(_model("SearchEntry"),))


def _by_site(indexed: Iterable[Indexed]) -> Iterator[tuple[int, set[str], dict[str, str]]]:
    words_: dict[int, set[str]] = defaultdict(set)
    places: dict[int, dict[str, str]] = defaultdict(dict)
    for one in indexed:
        site: int = one.entry.site_id
        words_[site] |= one.words
        places[site][one.municipality[0]] = one.municipality[1]
    for site, found in words_.items():
        yield site, found, places[site]


def _add_words(indexed: Sequence[Indexed]) -> None:
    """Add words and municipalities that are new to their association."""
    for site, words_, places in _by_site(indexed):
        new = set(words_)
        for some in batched(sorted(words_), KEYS_AT_ONCE, strict=False):
            new.difference_update(
                _model("WordKey").objects.filter(site=site, word__in=some).values_list("word", flat=True).distinct()
            )
        _write_words(site, new)
        _write_places(site, places)


def _write_words(site: int, new: Collection[str]) -> None:
    if not new:
        return
    model = _model("WordKey")
    rows = [model(site_id=site, key=key, word=word) for word in sorted(new) for key in sorted(keys(fold(word)))]
    model.objects.bulk_create(rows, ignore_conflicts=True, batch_size=KEYS_AT_ONCE)
    versions.touch(site, of=(model,))


def _write_places(site: int, places: dict[str, str]) -> None:
    model = _model("PlaceKey")
    # A municipality that was renamed is known, but not under its new name.
    known = set(model.objects.filter(site=site, municipality__in=places).values_list("municipality_id", "key"))
    rows = [
        model(site_id=site, key=key, municipality_id=code)
        for code, name in sorted(places.items())
        for key in sorted(place_keys(name))
        if (code, key) not in known
    ]
    if rows:
        model.objects.bulk_create(rows, ignore_conflicts=True)
        versions.touch(site, of=(model,))
