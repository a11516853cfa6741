"""``restore FOLDER``: a backup put in the place of the database and the files."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ...keeping.manifest import KeepingError
from ...keeping.restoring import restore
from ...keeping.verifying import check_backup


class Command(BaseCommand):
    help = "Check a backup and restore it. Stop web and worker first."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a backup made by back_up")
        parser.add_argument("--replace", action="store_true", help="throw away the database and files there are now")
        parser.add_argument("--only-check", action="store_true", help="say whether the backup is whole, change nothing")

    def handle(self, *args: Any, folder: Path, replace: bool, only_check: bool, **options: Any) -> None:
        start = time.monotonic()
        try:
            say = self.stdout.write
            manifest = check_backup(folder) if only_check else restore(folder, replace=replace, say=say)
        except KeepingError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{'Whole' if only_check else 'Restored'}: {manifest.rows} rows, {len(manifest.files)} files, "
            f"{manifest.size / 1e6:.1f} MB in {time.monotonic() - start:.1f} s."
        )
