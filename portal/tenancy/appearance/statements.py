"""The texts an association must have on its site, as its details tell of them; features that own them register."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..models import Association


@dataclass(frozen=True)
class StatementLine:
    """One text: what it is, how it stands, and where it is changed and read."""

    title: str
    state: str
    edit_url: str
    public_url: str = ""
    is_late: bool = False


Read = Callable[[Association], Iterable[StatementLine]]

_readers: list[tuple[int, Read]] = []


def register_statements(order: int, read: Read) -> None:
    """Let `read(association)` tell of its statements, smaller `order` first."""
    _readers.append((order, read))


def statements_of(association: Association) -> list[StatementLine]:
    """What all features tell of the association's statements."""
    return [line for _order, read in sorted(_readers, key=lambda pair: pair[0]) for line in read(association)]
