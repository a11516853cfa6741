"""``delete_association SLUG``: closes a site, confirms or calls off its deletion, or says what would go."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from ...keeping import departing
from ...keeping.belongings import Belongings
from ...models import Association


class Command(BaseCommand):
    help = "Close the site of an association that leaves; delete everything of it when a second administrator agrees."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--by", default="", metavar="USER", help="the administrator of the Union who does it")
        parser.add_argument("--reason", default="", help="why the association leaves")
        step = parser.add_mutually_exclusive_group()
        step.add_argument("--dry-run", action="store_true", help="say what would be deleted, change nothing")
        step.add_argument("--confirm", action="store_true", help="as a second administrator: delete now")
        step.add_argument("--call-off", action="store_true", help="open the site again")

    def handle(self, *args: Any, slug: str, **options: Any) -> None:
        association = Association.objects.select_related("site").filter(slug=slug).first()
        if association is None:
            raise CommandError(f"There is no association {slug!r}")
        if options["dry_run"]:
            return self._count(association)
        by = get_user_model()._default_manager.filter(username=options["by"]).first()
        if by is None:
            raise CommandError("Say by --by which administrator of the Union does this")
        try:
            self._step(association, by, options)
        except departing.DepartureError as error:
            raise CommandError(str(error)) from error
        return None

    def _step(self, association: Association, by: Any, options: dict[str, Any]) -> None:
        departure = departing.open_departure(association)
        if options["confirm"] or options["call_off"]:
            if departure is None:
                raise CommandError("The association isn't leaving: close its site first")
            if options["call_off"]:
                departing.call_off(departure=departure, by=by)
                self.stdout.write(f"{association.name} stays, its site is open at {departure.hostname}.")
                return
            departing.confirm(departure=departure, by=by)
            self.stdout.write("Confirmed. The worker deletes it now; the list of those who left says when it is done.")
            return
        departure = departing.close(association=association, by=by, reason=options["reason"])
        self.stdout.write(
            f"The site is closed. Everything of it is deleted on {departure.delete_on:%d.%m.%Y}, or as soon as another "
            f"administrator says: delete_association {association.slug} --confirm --by USER"
        )

    def _count(self, association: Association) -> None:
        of = Belongings(association)
        counts, files = of.counts(), of.files()
        for label, number in counts.items():
            self.stdout.write(f"{number:8} {label}")
        self.stdout.write(
            f"{sum(counts.values())} rows of {len(counts)} tables, {len(files)} files, {len(of.accounts)} accounts; "
            f"{len(of.known_elsewhere)} accounts would be emptied and closed. Nothing was changed."
        )
