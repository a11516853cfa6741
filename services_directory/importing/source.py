"""How a sheet is read: one of two known shapes, or by a mapping of its columns."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from . import own, region
from .mapped import MappedRows
from .mapping import ColumnMapping
from .places import Places
from .region import RegionRows
from .row import Row
from .sheet import ImportRefused, Sheet
from .vocabulary import Kinds

MAPPED = "mapped"
SHAPES = {own.SHAPE: own.NEEDED, region.SHAPE: region.COLUMNS}


@dataclass(frozen=True)
class Source:
    """Makes rows of a sheet's cells. `prefix` stands before the identifiers of all its services ("": any of them)."""

    shape: str
    prefix: str
    mapping: ColumnMapping | None = None
    columns: dict[str, list[str]] = field(default_factory=dict)

    def row(self, line: int, cells: dict[str, str]) -> Row:
        """One row of the sheet, ready to be read."""
        if self.mapping is not None:
            names = {key: ", ".join(columns) for key, columns in self.columns.items()}
            return Row(line, self.mapping.values_of(cells, self.columns), names)
        if self.shape == own.SHAPE:
            return Row(line, {name: cells[name] for name in own.COLUMNS if name in cells}, exact=True)
        return Row(line, cells)

    def reader(self, kinds: Kinds, places: Places) -> MappedRows | RegionRows:
        if self.shape == region.SHAPE:
            return RegionRows(kinds, places)
        return MappedRows(kinds, places, self.mapping.source if self.mapping else "")

    @property
    def follows_source(self) -> bool:
        """Whether the file is a source's own word; our own export is what our editors wrote."""
        return self.shape != own.SHAPE


def known_shape(columns: tuple[str, ...]) -> str:
    """The name of the shape whose columns are all there; "" for a file that needs a mapping."""
    return next((shape for shape, needed in SHAPES.items() if needed <= set(columns)), "")


def source_of(sheet: Sheet, mapping: ColumnMapping | None = None) -> Source:
    """How to read `sheet`; ImportRefused for a mapping that doesn't fit and for an unknown shape without one."""
    if mapping is not None:
        try:
            mapping.check(sheet.columns)
        except ValidationError as error:
            raise ImportRefused(" ".join(error.messages)) from error
        held = {column: key for column, key in mapping.columns.items() if column in sheet.columns}
        used = ColumnMapping(mapping.source, held, mapping.fixed)
        return Source(MAPPED, f"{mapping.source}-", used, used.fields())
    shape = known_shape(sheet.columns)
    if not shape:
        missing = {name: needed - set(sheet.columns) for name, needed in SHAPES.items()}
        nearest = min(missing, key=lambda name: len(missing[name]) / len(SHAPES[name]))
        raise ImportRefused(
            _("The header lacks these columns: %s. For another kind of table give a mapping of its columns.")
            % ", ".join(sorted(missing[nearest]))
        )
    twice = sorted(name for name in SHAPES[shape] if f"{name} (2)" in sheet.columns)
    if twice:
        raise ImportRefused(_("The header has these columns twice: %s") % ", ".join(twice))
    return Source(shape, region.PREFIX if shape == region.SHAPE else "")
