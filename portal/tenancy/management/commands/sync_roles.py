"""Write the roles (who may do what) from the code into the database."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.tenancy.roles import sync_roles


class Command(BaseCommand):
    help = "Writes the roles of the Union and of every association from the code into the database."

    def handle(self, *args: Any, **options: Any) -> None:
        sync_roles()
        self.stdout.write("Roles are in step with the code.")
