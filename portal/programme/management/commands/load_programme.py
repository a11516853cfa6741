"""`manage.py load_programme FILE`: bring a programme's calendar and limits up to a JSON file."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from portal.programme.actions import load_programme
from portal.programme.calendar_file import CalendarFault, read_calendar


class Command(BaseCommand):
    help = "Load or update a programme (periods, windows, deadlines, thresholds) from a JSON file; all or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="for the format see portal/programme/data/css_2016_2019.json")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            loaded = load_programme(calendar=read_calendar(file))
        except CalendarFault as fault:
            raise CommandError(f"{file}: nothing was loaded.\n{fault}") from fault
        self.stdout.write(
            f"{loaded.programme}: {loaded.created} created, {loaded.changed} changed, {loaded.unchanged} unchanged"
        )
