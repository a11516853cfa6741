"""Export services of one association to CSV or XLSX."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.tenancy.models import Association
from services_directory.importing.download import FORMATS, export_columns, exported_rows, format_of
from services_directory.importing.tables import csv_lines, xlsx_bytes


class Command(BaseCommand):
    help = (
        "Writes an association's services, drafts and internal contacts included, as a CSV or XLSX that "
        "import_services reads; with --public only what everybody may see."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="standard output (CSV) if not given")
        parser.add_argument("--association", required=True, help="the association's short name in addresses (slug)")
        parser.add_argument("--public", action="store_true", help="published services and public contacts only")
        parser.add_argument("--format", choices=FORMATS, help="by the file's name if not given")

    def handle(self, *args: Any, **options: Any) -> None:
        association = Association.objects.filter(slug=options["association"]).first()
        if association is None:
            raise CommandError(f"There is no association {options['association']!r}.")
        internal = not options["public"]
        columns, path = export_columns(internal=internal), options["file"]
        rows = list(exported_rows(association, internal=internal))
        if path is None:
            if options["format"] == "xlsx":
                raise CommandError("A workbook needs a file to be written into.")
            self.stdout.writelines(csv_lines(columns, rows))
            return
        try:
            if (options["format"] or format_of(path)) == "xlsx":
                path.write_bytes(xlsx_bytes(association.slug, columns, rows))
            else:
                with path.open("w", encoding="utf-8", newline="") as file:
                    file.writelines(csv_lines(columns, rows))
        except OSError as error:
            raise CommandError(f"{path} can't be written: {error.strerror}") from error
        self.stdout.write(f"{len(rows)} services")
