"""Import services of one association from a CSV or XLSX file."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.tenancy.models import Association
from services_directory.importing.download import write_report
from services_directory.importing.enums import Absent, Stage
from services_directory.importing.guess import guess_mapping
from services_directory.importing.mapping import ColumnMapping
from services_directory.importing.places import Places
from services_directory.importing.reader import read_file
from services_directory.importing.run import Options, Summary, import_file
from services_directory.importing.sheet import ImportRefused
from services_directory.importing.vocabulary import Kinds

SHOWN_FAULTS = 50
TELL_EVERY = 1_000


class Command(BaseCommand):
    help = (
        "Imports services from the region's open data, our own export or, with --mapping, any other table (CSV, XLSX); "
        "all rows or none."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--association", required=True, help="the association's short name in addresses (slug)")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--partial", action="store_true", help="import the good rows although some are refused")
        parser.add_argument("--group", action="store_true", help="rows of one body at one address become one place")
        parser.add_argument(
            "--absent",
            choices=Absent.values,
            default=Absent.KEEP.value,
            help="what to do with services of this source that are no longer in the file",
        )
        parser.add_argument("--mapping", type=Path, help="JSON: what the columns mean")
        parser.add_argument("--guess-mapping", type=Path, help="write a guess of the mapping into this file, no import")
        parser.add_argument("--report", type=Path, help="write what happened to each row into this file (CSV, XLSX)")

    def handle(self, *args: Any, **options: Any) -> None:
        association = Association.objects.select_related("site").filter(slug=options["association"]).first()
        if association is None:
            known = ", ".join(Association.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no association {options['association']!r}. There are: {known}.")
        try:
            if options["guess_mapping"]:
                self._guess(association, options["file"], options["guess_mapping"])
                return
            summary = self._run(association, options)
        except ImportRefused as error:
            raise CommandError(str(error)) from error
        self._say(summary)
        if summary.faults and not options["partial"]:
            verdict = "Nothing would be imported" if options["dry_run"] else "Nothing was imported"
            raise CommandError(f"{verdict}: {len(summary.refused)} rows are refused. --partial imports the others.")

    def _run(self, association: Association, options: dict[str, Any]) -> Summary:
        chosen = Options(partial=options["partial"], join=options["group"], absent=Absent(options["absent"]))
        mapping = ColumnMapping.from_file(options["mapping"]) if options["mapping"] else None
        summary = import_file(
            options["file"], association, dry_run=options["dry_run"], mapping=mapping, options=chosen, tell=self._tell
        )
        if options["report"]:
            try:
                write_report(options["report"], summary.entries())
            except OSError as error:
                raise CommandError(f"{options['report']} can't be written: {error.strerror}") from error
        return summary

    def _guess(self, association: Association, path: Path, target: Path) -> None:
        sheet = read_file(path)
        mapping = guess_mapping(sheet, name=path.name, kinds=Kinds.load(), places=Places.of(association))
        try:
            target.write_text(json.dumps(mapping.as_json(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{target} can't be written: {error.strerror}") from error
        left = [column for column in sheet.columns if column not in mapping.columns]
        self.stdout.write(f"{len(mapping.columns)} columns were told, not: {', '.join(left) or 'none'}")

    def _tell(self, stage: str, done: int, total: int) -> None:
        """Progress of long imports."""
        if total < TELL_EVERY and stage == Stage.READING:
            return
        if stage != Stage.READING or done % TELL_EVERY == 0 or done == total:
            self.stderr.write(f"{stage} {done}/{total}" if stage == Stage.READING else stage)

    def _say(self, summary: Summary) -> None:
        for fault in summary.faults[:SHOWN_FAULTS]:
            self.stderr.write(f"line {fault}")
        if len(summary.faults) > SHOWN_FAULTS:
            self.stderr.write(f"… and {len(summary.faults) - SHOWN_FAULTS} more (--report FILE lists them all)")
        told = f", separated by {summary.delimiter!r}" if summary.delimiter else ""
        self.stdout.write(f"{summary.rows} rows, {summary.encoding}{told}")
        self.stdout.write(", ".join(f"{name} {count}" for name, count in summary.counts.items()))
        if summary.notes:
            self.stdout.write(f"{len(summary.notes)} values were completed or split (--report FILE lists them)")
        if summary.incomplete:
            self.stdout.write(f"{summary.incomplete} services have no contact or no operating body yet")
        if summary.absent:
            self.stdout.write(f"{len(summary.absent)} services of this source are no longer in the file")
        if not summary.is_applied:
            self.stdout.write("Nothing was written.")
