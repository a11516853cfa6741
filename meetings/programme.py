"""The programme as it is read: numbered points, without what isn't public unless the reader is invited (M1).

Points that aren't public come last on their level, so a point has the same number in the notice, in the invitation and
in the minutes, and the public's numbers have no gap. It is read from what is stored: words cost no query, documents
one for all of them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from wagtail.documents import get_document_model

from portal.core.keys import typed_key


@dataclass(frozen=True)
class Point:
    """One point; `files` are documents, `points` those below it. A point below one that isn't public isn't either."""

    number: str
    title: str
    note: str = ""
    speaker: str = ""
    is_public: bool = True
    files: tuple[Any, ...] = ()
    points: "tuple[Point, ...]" = field(default=())


def programme_of(meeting: Any, *, public_only: bool = True, files: bool = True) -> list[Point]:
    """The points of `meeting`, numbered; only the public ones unless asked otherwise.

    At most one query for the documents (none without `files`), and one for the original of a translated notice.
    """
    return programmes_of([meeting], public_only=public_only, files=files)[meeting.pk]


def programmes_of(meetings: Iterable[Any], *, public_only: bool = True, files: bool = True) -> dict[Any, list[Point]]:
    """The programmes of many notices by their keys, in as many queries as that of one."""
    pages = list(meetings)
    hidden = _hidden_in_originals(pages)
    readers = {
        page.pk: _Reader(page.programme.get_prep_value(), public_only, hidden.get(page.pk, frozenset()))
        for page in pages
    }
    keys = {key for reader in readers.values() for key in reader.documents()} if files else set()
    documents = get_document_model().objects.in_bulk(keys) if keys else {}
    return {pk: reader.points(documents) for pk, reader in readers.items()}


def all_points(points: Sequence[Point]) -> Iterator[Point]:
    """Every point with those below it, in the order they are read."""
    for point in points:
        yield point
        yield from all_points(point.points)


def public_words(meeting: Any) -> str:
    """The words of the public points, for searching; those of the others are nowhere in it."""
    points = all_points(programme_of(meeting, files=False))
    return "\n".join(text for point in points for text in (point.title, point.note, point.speaker) if text)


def document_keys(stored: Iterable[Any]) -> set[int]:
    """Keys of all documents in a programme as it is stored, public or not."""
    return {key for value in _values(stored) for key in _keys_below(value)}


@dataclass(frozen=True)
class _Reader:
    """Reads what one page has stored."""

    stored: Sequence[Any]
    public_only: bool
    hidden: Collection[str]

    def points(self, documents: Mapping[int, Any]) -> list[Point]:
        return list(self._numbered(self.stored, "", True, documents))

    def documents(self) -> set[int]:
        return document_keys(self.stored)

    def _numbered(
        self, listed: Iterable[Any], prefix: str, is_public: bool, documents: Mapping[int, Any]
    ) -> Iterator[Point]:
        in_order = sorted(_points(listed), key=lambda point: not self._says_public(*point))
        for position, (key, value) in enumerate(in_order, start=1):
            shown = is_public and self._says_public(key, value)
            if self.public_only and not shown:
                return
            number = f"{prefix}{position}"
            yield Point(
                number=number,
                title=value.get("title") or "",
                note=value.get("note") or "",
                speaker=value.get("speaker") or "",
                is_public=shown,
                files=tuple(documents[pk] for pk in _file_keys(value) if pk in documents),
                points=tuple(self._numbered(value.get("points") or (), f"{number}.", shown, documents)),
            )

    def _says_public(self, key: str, value: Mapping[str, Any]) -> bool:
        """What was written before points could be kept from the public is public."""
        return value.get("is_public") is not False and key not in self.hidden


def _hidden_in_originals(pages: Sequence[Any]) -> dict[Any, frozenset[str]]:
    """For each translated page the points its Czech original keeps from the public.

    A translation follows its original only when somebody translates again; what was made secret meanwhile is secret
    in every language. A page that only repeats the original (an alias) has its content.
    """
    translated = {
        page.pk: page.translation_key
        for page in pages
        if page.alias_of_id is None and page.locale_id and page.locale.language_code != settings.LANGUAGE_CODE
    }
    if not translated:
        return {}
    originals = type(pages[0])._default_manager.filter(
        translation_key__in=set(translated.values()), locale__language_code=settings.LANGUAGE_CODE
    )
    hidden = {page.translation_key: frozenset(_hidden_keys(page.programme.get_prep_value())) for page in originals}
    return {pk: hidden.get(key, frozenset()) for pk, key in translated.items()}


def _hidden_keys(listed: Iterable[Any]) -> Iterator[str]:
    for key, value in _points(listed):
        if value.get("is_public") is False:
            yield key
        yield from _hidden_keys(value.get("points") or ())


def _points(listed: Iterable[Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Id and value of each point on a level, whether stored with its id or written by code without one."""
    found = []
    for item in listed:
        value = item.get("value", item) if isinstance(item, Mapping) else None
        if isinstance(value, Mapping):
            found.append((str(item.get("id") or ""), value))
    return found


def _values(listed: Iterable[Any]) -> list[Mapping[str, Any]]:
    return [value for _key, value in _points(listed)]


def _file_keys(value: Mapping[str, Any]) -> list[int]:
    items = value.get("files") or ()
    keys = [str(item.get("value") if isinstance(item, Mapping) else item) for item in items]
    return [number for key in keys if (number := typed_key(key)) is not None]


def _keys_below(value: Mapping[str, Any]) -> Iterator[int]:
    yield from _file_keys(value)
    for below in _values(value.get("points") or ()):
        yield from _keys_below(below)
