"""Import services of one association from a CSV file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.tenancy.models import Association
from services_directory.importing.reader import ImportRefused
from services_directory.importing.run import Summary, import_file, write_report

SHOWN_FAULTS = 50


class Command(BaseCommand):
    help = "Imports services from the region's open data or from our own export; all rows or none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--association", required=True, help="the association's short name in addresses (slug)")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--partial", action="store_true", help="import the good rows although some are refused")
        parser.add_argument("--report", type=Path, help="write what happened to each row into this CSV")

    def handle(self, *args: Any, **options: Any) -> None:
        association = Association.objects.select_related("site").filter(slug=options["association"]).first()
        if association is None:
            known = ", ".join(Association.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no association {options['association']!r}. There are: {known}.")
        try:
            summary = import_file(options["file"], association, dry_run=options["dry_run"], partial=options["partial"])
        except ImportRefused as error:
            raise CommandError(str(error)) from error
        if options["report"]:
            write_report(options["report"], summary)
        self._say(summary)
        if summary.faults and not options["partial"]:
            verdict = "Nothing would be imported" if options["dry_run"] else "Nothing was imported"
            raise CommandError(
                f"{verdict}: {len(summary.parsed.refused)} rows are refused. --partial imports the others."
            )

    def _say(self, summary: Summary) -> None:
        for fault in summary.faults[:SHOWN_FAULTS]:
            self.stderr.write(f"line {fault}")
        if len(summary.faults) > SHOWN_FAULTS:
            self.stderr.write(f"… and {len(summary.faults) - SHOWN_FAULTS} more (--report FILE lists them all)")
        self.stdout.write(f"{summary.rows} rows, {summary.encoding}, separated by {summary.delimiter!r}")
        self.stdout.write(", ".join(f"{name} {count}" for name, count in summary.counts.items()))
        if summary.parsed.notes:
            self.stdout.write(f"{len(summary.parsed.notes)} values were completed or split (--report FILE lists them)")
        if summary.incomplete:
            self.stdout.write(f"{summary.incomplete} services have no contact or no operating body yet")
        if not summary.is_applied:
            self.stdout.write("Nothing was written.")
