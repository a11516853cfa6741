"""The registry behind the search page: features say what they find, the page puts it together."""

from collections.abc import Callable, Sequence
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


Provider = Callable[[str, Sequence[Site], int], list[SearchHit]]


@dataclass(frozen=True)
class SearchProvider:
    name: str
    label: "str | StrPromise"
    find: Provider


_providers: dict[str, SearchProvider] = {}


def register_search_provider(name: str, label: "str | StrPromise", provider: Provider) -> None:
    """Let `provider` answer searches: given the query, the sites to look in and a limit, best hit first."""
    _providers[name] = SearchProvider(name, label, provider)


def search_providers() -> list[SearchProvider]:
    """All providers in the order they were registered."""
    return list(_providers.values())
