"""Load the national list of associations."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.founding.register.reading import read_register
from portal.founding.register.writing import write_register
from portal.tenancy.municipalities import UnreadableTable


class Command(BaseCommand):
    help = "Loads the register of associations (CSV or open formal norm); all or nothing unless --partial is given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--partial", action="store_true", help="write the good rows although others have faults")
        parser.add_argument("--dry-run", action="store_true", help="only report")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            reading = read_register(options["file"].read_bytes())
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        except UnreadableTable as error:
            raise CommandError(f"{options['file']}: {error}") from error
        for fault in reading.faults:
            self.stderr.write(str(fault))
        faulty = reading.rows - len(reading.entries)
        if options["dry_run"]:
            self.stdout.write(f"{len(reading.entries)} good rows, {faulty} faulty ones; nothing written.")
        elif faulty and not options["partial"]:
            raise CommandError(
                f"{faulty} faulty rows, nothing written. Mend them, or write the {len(reading.entries)} good rows "
                "with --partial."
            )
        else:
            count = write_register(reading)
            self.stdout.write(f"{count} associations written, {faulty} faulty rows left out.")
