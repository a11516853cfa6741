"""One import from a file, from reading to writing, and what to tell about it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.tenancy.models import Association

from ..models import Service
from .absent import absent_services, deal_with, would_touch
from .apply import apply_plan
from .directory import Directory
from .enums import Absent, Outcome, Stage
from .grouping import Grouped, group
from .mapping import ColumnMapping
from .places import Places
from .plan import Change, fingerprint_of, make_plan
from .reader import read_file
from .records import Remark
from .report import ABSENT, ELSEWHERE, MENDED, REFUSED, Entry, Names, entries_of
from .rows import Parsed, parse
from .sheet import Sheet
from .source import Source, source_of
from .vocabulary import Kinds

Tell = Callable[[str, int, int], None]
"""Is told the stage, how many rows are done, and of how many."""


def silent(stage: str, done: int, total: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True)
class Options:
    """`partial`: the good rows although some are refused. `join`: rows of one body at one address as one place."""

    partial: bool = False
    join: bool = False
    absent: Absent = Absent.KEEP

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(bool(data.get("partial")), bool(data.get("join")), Absent(data.get("absent") or Absent.KEEP))

    def as_json(self) -> dict[str, Any]:
        return {"partial": self.partial, "join": self.join, "absent": self.absent.value}


@dataclass
class Summary:
    """What an import found and did. `is_applied` is False for a dry run and for a file refused for its faults."""

    sheet: Sheet
    parsed: Parsed
    grouped: Grouped
    names: Names
    options: Options
    changes: list[Change] = field(default_factory=list)
    faults: list[Remark] = field(default_factory=list)
    absent: list[Service] = field(default_factory=list)
    fingerprint: str = ""
    is_applied: bool = False

    @property
    def encoding(self) -> str:
        return self.sheet.encoding

    @property
    def delimiter(self) -> str:
        return self.sheet.delimiter

    @property
    def rows(self) -> int:
        return len(self.sheet.rows)

    @property
    def refused(self) -> set[int]:
        """Lines of the refused rows; one row may have several faults."""
        return {fault.line for fault in self.faults}

    @property
    def notes(self) -> list[Remark]:
        return self.parsed.notes + self.grouped.notes

    @property
    def counts(self) -> dict[str, int]:
        """Rows by outcome, `refused` and `elsewhere` among them; they add up to all rows."""
        counted = Counter(str(change.outcome) for change in self.changes)
        counted[Outcome.JOINED.value] += len(self.grouped.joined)
        found = {str(outcome): counted[str(outcome)] for outcome in Outcome}
        return found | {REFUSED: len(self.refused), ELSEWHERE: len(self.parsed.elsewhere)}

    @property
    def incomplete(self) -> int:
        """Records that say too little for an editor to publish them (D1): no contact or no operating body."""
        return sum(not change.record.contacts or not change.record.operator_name for change in self.changes)

    @property
    def may_be_applied(self) -> bool:
        """All or nothing, unless the operator wants the good rows."""
        return self.options.partial or not self.faults

    def entries(self) -> list[Entry]:
        """What to tell about each row, in the order of the file; then what is no longer in it."""
        told = [Entry(each.line, REFUSED, "", each.column, "", each.value, each.reason) for each in self.faults]
        told += [Entry(each.line, MENDED, "", each.column, "", each.value, each.reason) for each in self.notes]
        told += [Entry(line, ELSEWHERE) for line in self.parsed.elsewhere]
        told += [
            Entry(each.line, Outcome.JOINED.value, each.record.name, new=each.name, reason=_into(each.main_line))
            for each in self.grouped.joined
        ]
        told += entries_of(self.changes, self.names)
        told.sort(key=lambda entry: (entry.line, entry.outcome))
        return told + [Entry(0, ABSENT, each.name, old=each.source_id or str(each.uid)) for each in self.absent]


def _into(line: int | None) -> str:
    return _("part of the place on line %s") % line if line else _("part of a place of the directory")


@dataclass(frozen=True)
class Reading:
    """A file that has been read, before it is compared with the directory."""

    association: Association
    sheet: Sheet
    source: Source
    kinds: Kinds
    places: Places
    parsed: Parsed


def read_rows(sheet: Sheet, source: Source, association: Association, *, tell: Tell = silent) -> Reading:
    """Read every row of `sheet`; may take a while and writes nothing."""
    kinds, places = Kinds.load(), Places.of(association)
    parsed = parse(
        sheet, source, kinds=kinds, places=places, progress=lambda done, total: tell(Stage.READING, done, total)
    )
    return Reading(association, sheet, source, kinds, places, parsed)


def compare(reading: Reading, options: Options, *, lock: bool = False) -> Summary:
    """What the file would change in the directory as it is now; `lock` it if that is to be written."""
    parsed, source, site = reading.parsed, reading.source, reading.association.site
    directory = Directory.load(site, lock=lock)
    grouped = group(parsed.records, directory, reading.kinds, join=options.join, seen=frozenset(parsed.seen))
    faults = list(parsed.faults)
    changes = make_plan(site, grouped.records, directory=directory, follows_source=source.follows_source, faults=faults)
    absent = absent_services(
        directory, prefix=source.prefix, seen=parsed.seen, changes=changes, places=reading.places.members
    )
    names = Names(reading.kinds.labels, reading.places.labels)
    fingerprint = fingerprint_of(changes, would_touch(absent, options.absent))
    return Summary(reading.sheet, parsed, grouped, names, options, changes, faults, absent, fingerprint)


@transaction.atomic
def write(reading: Reading, summary: Summary, *, name: str, user: Any = None) -> None:
    """Write what `summary` says, all of it or nothing, and note in the log who imported `name`."""
    apply_plan(reading.association.site, summary.changes)
    absent = deal_with(summary.absent, summary.options.absent, user=user)
    summary.is_applied = True
    if absent or summary.counts["new"] or summary.counts["changed"]:
        data = {"file": name, **summary.counts, "absent": absent}
        log(instance=reading.association, action="services_directory.import", user=user, data=data)


def import_file(
    path: Path,
    association: Association,
    *,
    dry_run: bool = False,
    mapping: ColumnMapping | None = None,
    options: Options | None = None,
    tell: Tell = silent,
) -> Summary:
    """Import `path` into the association's directory, at once.

    All or nothing unless `options.partial`: with a single faulty row nothing is written. Raises
    `sheet.ImportRefused` when the file as a whole can't be read.
    """
    chosen = options or Options()
    sheet = read_file(path)
    reading = read_rows(sheet, source_of(sheet, mapping), association, tell=tell)
    tell(Stage.COMPARING, 0, 0)
    if dry_run:
        return compare(reading, chosen)
    with transaction.atomic():
        one_at_a_time(association)
        summary = compare(reading, chosen, lock=True)
        if summary.may_be_applied:
            tell(Stage.WRITING, 0, 0)
            write(reading, summary, name=path.name)
    return summary


def one_at_a_time(association: Association) -> None:
    """Wait until no other import of the association is written; inside a transaction, until its end."""
    list(Association.objects.select_for_update(no_key=True).filter(pk=association.pk).values("pk"))
