"""What the address of a list asks for. Everything is in the address: it can be kept, sent and gone back to (S3)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self

from django.utils.http import urlencode

from ..enums import ACCESS_FACTS

LONGEST_QUERY = 200
ON = "1"


class View(StrEnum):
    """How the services are shown: rows with details, a map beside the rows, or the bare alphabet."""

    LIST = ""
    MAP = "map"
    ALPHABET = "az"


@dataclass(frozen=True)
class Asked:
    """Filters combine by AND. `access` holds facts that have to be a yes (D8); `near` widens `municipality`."""

    query: str = ""
    literally: bool = False
    kind: str = ""
    municipality: str = ""
    near: bool = False
    open: bool = False
    access: tuple[str, ...] = ()
    view: View = View.LIST
    page: str = "1"

    @classmethod
    def read(cls, parameters: Mapping[str, Any]) -> Self:
        """From the parameters of an address (a QueryDict, or a mapping to texts and lists); nonsense is left out."""
        chosen = _all(parameters, "access")
        view = _last(parameters, "view")
        return cls(
            query=" ".join(_last(parameters, "q").split())[:LONGEST_QUERY],
            literally=_last(parameters, "literal") == ON,
            kind=_last(parameters, "kind"),
            municipality=_last(parameters, "municipality"),
            near=_last(parameters, "near") == ON,
            open=_last(parameters, "open") == ON,
            access=tuple(fact for fact in ACCESS_FACTS if fact in chosen),
            view=View(view) if view in View else View.LIST,
            page=_last(parameters, "page") or "1",
        )

    def but(self, **changes: Any) -> Self:
        """The same with something changed, from the first page on."""
        return replace(self, **{"page": "1", **changes})

    @property
    def filters(self) -> list[tuple[str, str]]:
        """Names and values of the active filters, without view and page."""
        pairs = [
            ("q", self.query),
            ("literal", ON if self.literally and self.query else ""),
            ("kind", self.kind),
            ("municipality", self.municipality),
            ("near", ON if self.near and self.municipality else ""),
            ("open", ON if self.open else ""),
            *(("access", fact) for fact in self.access),
        ]
        return [(name, value) for name, value in pairs if value]

    @property
    def address(self) -> str:
        """The query string that asks for this, without the page; "?" where nothing is asked."""
        view = [("view", str(self.view))] if self.view else []
        return f"?{urlencode([*self.filters, *view])}"


def _all(parameters: Mapping[str, Any], name: str) -> list[str]:
    values = parameters.getlist(name) if hasattr(parameters, "getlist") else parameters.get(name, [])
    texts = [values] if isinstance(values, str) else list(values)
    return [text.replace("\x00", "") for text in texts]


def _last(parameters: Mapping[str, Any], name: str) -> str:
    values = _all(parameters, name)
    return values[-1] if values else ""
