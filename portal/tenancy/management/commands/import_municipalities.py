"""Load the national table of municipalities."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.tenancy.municipalities import UnreadableTable, read_table, write_municipalities


class Command(BaseCommand):
    help = "Loads municipalities from a CSV file; all or nothing unless --partial is given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--partial", action="store_true", help="write the good rows although others have faults")
        parser.add_argument("--dry-run", action="store_true", help="only report")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            reading = read_table(options["file"].read_bytes())
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        except UnreadableTable as error:
            raise CommandError(f"{options['file']}: {error}") from error
        for fault in reading.faults:
            self.stderr.write(str(fault))
        if options["dry_run"]:
            self.stdout.write(
                f"{len(reading.municipalities)} good rows, {len(reading.faults)} faults; nothing written."
            )
        elif reading.faults and not options["partial"]:
            raise CommandError(
                f"{len(reading.faults)} faults, nothing written. Mend them, or write the "
                f"{len(reading.municipalities)} good rows with --partial."
            )
        else:
            count = write_municipalities(reading.municipalities)
            self.stdout.write(f"{count} municipalities written, {len(reading.faults)} faults.")
