"""The registry behind the programme in numbers (NET-1): features say what they count, the Union's page shows it."""

from collections.abc import Callable
from dataclasses import dataclass

from django_stubs_ext import StrPromise

LEAST_BAR = 0.5


@dataclass(frozen=True)
class Figure:
    """One public number: `share` is the part of the whole it makes (0 to 1), `note` says of what."""

    value: int
    label: "str | StrPromise"
    share: float | None = None
    note: "str | StrPromise" = ""

    @property
    def bar(self) -> str:
        """The length of the bar; the smallest share can still be seen."""
        return f"{max((self.share or 0) * 100, LEAST_BAR):.1f}%"


Provider = Callable[[], Figure | None]
_providers: list[tuple[int, Provider]] = []


def register_figure(order: int, provider: Provider) -> None:
    """Show `provider`'s figure on the Union's home page, smaller `order` first. Call it in ``AppConfig.ready()``."""
    _providers.append((order, provider))
    _providers.sort(key=lambda entry: entry[0])


def figures() -> list[Figure]:
    """All figures to show; providers with nothing to count give None and are left out."""
    found = (provider() for _order, provider in _providers)
    return [figure for figure in found if figure is not None]
