"""Load the demonstration."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.tenancy.demo import load_demo
from portal.tenancy.models import Association


class Command(BaseCommand):
    help = "Loads three real associations with their members, services and sample content; safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="the port the demo will be served on")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            # Its accounts have a published password.
            raise CommandError("The demonstration is only loaded where DEMO=true is set.")
        # The admin's addresses register the models whose references Wagtail notes: all of them before the first row.
        import_module(settings.ROOT_URLCONF)
        load_demo(port=options["port"], say=self.stdout.write)
        self.stdout.write(f"{Association.objects.count()} associations are ready.")
