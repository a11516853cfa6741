"""The registry behind the search page: features say what they find, the page puts it together."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django_stubs_ext import StrPromise
from wagtail.models import Site


@dataclass(frozen=True)
class SearchHit:
    """One result: `kind` is a short word for what it is, `summary` a sentence of plain text."""

    title: str
    url: str
    kind: str
    summary: str = ""
    association_name: str = ""


@dataclass(frozen=True)
class Narrower:
    """The same search in one association only: its name, how many hits it has, where they are listed."""

    label: str
    count: int
    url: str


class SearchHits(list[SearchHit]):
    """Hits with what the page says above them: a note on how the query was understood, narrower searches."""

    def __init__(self, hits: Iterable[SearchHit] = (), *, note: str = "", narrower: Iterable[Narrower] = ()) -> None:
        super().__init__(hits)
        self.note = note
        self.narrower = list(narrower)


Provider = Callable[[str, Sequence[Site], int], list[SearchHit]]


@dataclass(frozen=True)
class SearchProvider:
    name: str
    label: "str | StrPromise"
    find: Provider
    order: int = 0


_providers: dict[str, SearchProvider] = {}


def register_search_provider(name: str, label: "str | StrPromise", provider: Provider, *, order: int = 0) -> None:
    """Let `provider` answer searches: given the query, the sites to look in and a limit, best hit first.

    Providers of smaller `order` are shown first.
    """
    _providers[name] = SearchProvider(name, label, provider, order)


def search_providers() -> list[SearchProvider]:
    """All providers by their order, those of the same order as they were registered."""
    return sorted(_providers.values(), key=lambda provider: provider.order)
