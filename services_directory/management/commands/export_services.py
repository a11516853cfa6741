"""Export services of one association to CSV."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.tenancy.models import Association
from services_directory.importing.own import COLUMNS, row_of
from services_directory.models import Service


class Command(BaseCommand):
    help = (
        "Writes an association's services, drafts and internal contacts included, as a CSV that import_services reads."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="standard output if not given")
        parser.add_argument("--association", required=True, help="the association's short name in addresses (slug)")

    def handle(self, *args: Any, **options: Any) -> None:
        association = Association.objects.filter(slug=options["association"]).first()
        if association is None:
            raise CommandError(f"There is no association {options['association']!r}.")
        services = (
            Service.objects.for_association(association)
            .in_czech_order()
            .select_related("kind", "municipality")
            .prefetch_related("contacts", "served")
        )
        if options["file"] is None:
            self._write(self.stdout, services)
            return
        try:
            with options["file"].open("w", encoding="utf-8-sig", newline="") as file:
                count = self._write(file, services)
        except OSError as error:
            raise CommandError(f"{options['file']} can't be written: {error.strerror}") from error
        self.stdout.write(f"{count} services")

    def _write(self, file: Any, services: Iterable[Service]) -> int:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        count = 0
        for count, service in enumerate(services, start=1):  # noqa: B007 (the count is the result)
            writer.writerow(row_of(service))
        return count
