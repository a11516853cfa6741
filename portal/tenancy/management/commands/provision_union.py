"""Make or repair the Union's site from the command line: the first thing a new installation needs."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.tenancy.provisioning import provision_union

from .provision_association import usual_port


class Command(BaseCommand):
    help = "Makes or repairs the Union's site at the root of all; Wagtail's sample site makes room."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="full name")
        parser.add_argument("--hostname", required=True, help="its site's host, without a port")
        parser.add_argument("--port", type=int, default=usual_port(), help="443 where HTTPS is on")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            union = provision_union(hostname=options["hostname"], port=options["port"], name=options["name"])
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(f"{union.name}: {union.site.root_url}")
