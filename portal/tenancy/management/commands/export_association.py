"""``export_association SLUG FILE``: everything of one association as a ZIP."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from wagtail.log_actions import log

from ...keeping.archive import write_archive
from ...keeping.belongings import Belongings
from ...models import Association


class Command(BaseCommand):
    help = "Export everything of one association into a ZIP. It holds personal data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("file", type=Path, help="the ZIP; must not be there yet")

    def handle(self, *args: Any, slug: str, file: Path, **options: Any) -> None:
        association = Association.objects.filter(slug=slug).first()
        if association is None:
            raise CommandError(f"There is no association {slug!r}")
        if file.exists():
            raise CommandError(f"{file} is there already")
        unfinished = file.with_name(f"{file.name}.unfinished")
        try:
            handle = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
            with os.fdopen(handle, "w+b") as target:
                archived = write_archive(Belongings(association), target)
            os.rename(unfinished, file)
        except OSError as error:
            raise CommandError(f"{file} could not be written: {error}") from error
        finally:
            unfinished.unlink(missing_ok=True)
        log(association, "tenancy.export_made", data={"rows": archived.rows, "by": "command"})
        for name in archived.missing:
            self.stderr.write(f"Missing in the storage: {name}")
        self.stdout.write(
            f"Exported {archived.rows} rows of {len(archived.counts)} tables and {archived.files} files: {file}"
        )
