"""One import from a file, from reading to writing, and what to tell about it."""

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from portal.tenancy.models import Association

from ..models import ServiceKind
from .apply import apply_plan
from .places import Places
from .plan import Change, Outcome, make_plan
from .reader import read_table
from .records import Remark
from .rows import SHAPES, Parsed, parse


@dataclass
class Summary:
    """What an import found and did. `is_applied` is False for a dry run and for a file refused for its faults."""

    encoding: str
    delimiter: str
    rows: int
    parsed: Parsed
    changes: list[Change] = field(default_factory=list)
    is_applied: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """Rows by outcome, `refused` and `elsewhere` among them; they add up to all rows."""
        counted = Counter(str(change.outcome) for change in self.changes)
        found = {str(outcome): counted[str(outcome)] for outcome in Outcome}
        return found | {"refused": len(self.parsed.refused), "elsewhere": len(self.parsed.elsewhere)}

    @property
    def incomplete(self) -> int:
        """Records that say too little for an editor to publish them (D1): no contact or no operating body."""
        return sum(not change.record.contacts or not change.record.operator_name for change in self.changes)

    @property
    def faults(self) -> list[Remark]:
        return self.parsed.faults


@transaction.atomic
def import_file(path: Path, association: Association, *, dry_run: bool = False, partial: bool = False) -> Summary:
    """Import `path` into the association's directory.

    All or nothing unless `partial`: with a single faulty row nothing is written. Raises
    `reader.ImportRefused` when the file as a whole can't be read.
    """
    table = read_table(path, SHAPES)
    kinds = ServiceKind.objects.values_list("code", flat=True)
    parsed = parse(table, kinds=kinds, places=Places.of(association))
    changes = make_plan(association.site, parsed.records)
    summary = Summary(table.encoding, table.delimiter, len(table.rows), parsed, changes)
    if dry_run or (parsed.faults and not partial):
        return summary
    apply_plan(association.site, changes)
    summary.is_applied = True
    if summary.counts["new"] or summary.counts["changed"]:
        log(instance=association, action="services_directory.import", data={"file": path.name, **summary.counts})
    return summary


def write_report(path: Path, summary: Summary) -> None:
    """A CSV with every refused row and its reason, what was mended, and what happened to the rest."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["line", "outcome", "column", "value", "reason"])
        for row in _report_rows(summary):
            writer.writerow(row)


def _report_rows(summary: Summary) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = [
        (fault.line, "refused", fault.column, fault.value, fault.reason) for fault in summary.faults
    ]
    rows += [(note.line, "mended", note.column, note.value, note.reason) for note in summary.parsed.notes]
    rows += [(line, "elsewhere", "", "", "") for line in summary.parsed.elsewhere]
    rows += [
        (change.line, str(change.outcome), "", change.record.name, ", ".join(change.fields) if change.service else "")
        for change in summary.changes
    ]
    return sorted(rows, key=lambda row: row[:2])
