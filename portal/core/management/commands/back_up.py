"""``back_up FOLDER``: everything the installation keeps, of one moment, while it runs."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ...keeping.backing_up import back_up
from ...keeping.manifest import KeepingError
from ...keeping.thinning import thin_out


class Command(BaseCommand):
    help = "Back up the database and all files into a new folder, and verify the backup."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the backup; must not be there yet")
        parser.add_argument(
            "--thin-out",
            action="store_true",
            help="then delete older ones beside it: see docs/operations.md for how long each is kept",
        )

    def handle(self, *args: Any, folder: Path, thin_out: bool, **options: Any) -> None:
        start = time.monotonic()
        try:
            manifest = back_up(folder.absolute(), say=self.stderr.write)
        except KeepingError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Backed up and verified: {manifest.rows} rows of {len(manifest.counts)} tables, "
            f"{len(manifest.files)} files, "
            f"{manifest.size / 1e6:.1f} MB in {time.monotonic() - start:.1f} s: {folder}"
        )
        if thin_out:
            self._thin_out(folder.absolute().parent)

    def _thin_out(self, folder: Path) -> None:
        try:
            for path in thin_out(folder):
                self.stdout.write(f"Deleted by age: {path}")
        except OSError as error:
            raise CommandError(f"The backup is made, but older ones could not be deleted: {error}") from error
