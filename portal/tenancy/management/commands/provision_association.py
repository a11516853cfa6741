"""Make or repair one association from the command line."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.tenancy.provisioning import provision_association


def usual_port() -> int:
    """The port sites are reached at; links in mail are made of it (443 means https)."""
    return 443 if settings.SECURE_SSL_REDIRECT else 80


class Command(BaseCommand):
    help = "Makes or repairs an association: its site, home page, files, groups and index pages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--ico", required=True, help="IČO, eight digits")
        parser.add_argument("--name", required=True, help="full name")
        parser.add_argument("--short-name", help="what people call it")
        parser.add_argument("--slug", required=True, help="short name in addresses and groups")
        parser.add_argument("--hostname", required=True, help="its site's host, without a port")
        parser.add_argument("--port", type=int, default=usual_port(), help="443 where HTTPS is on")
        parser.add_argument("--members", default="", help="codes of member municipalities, separated by commas")

    def handle(self, *args: Any, **options: Any) -> None:
        details = {"short_name": options["short_name"]} if options["short_name"] else {}
        try:
            association = provision_association(
                ico=options["ico"],
                name=options["name"],
                slug=options["slug"],
                hostname=options["hostname"],
                port=options["port"],
                members=[code.strip() for code in options["members"].split(",") if code.strip()],
                **details,
            )
        except ValidationError as error:
            raise CommandError(
                "; ".join(f"{field}: {' '.join(messages)}" for field, messages in error.message_dict.items())
            ) from error
        self.stdout.write(f"{association.name}: {association.site.root_url}")
