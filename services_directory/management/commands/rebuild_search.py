"""Write the search index over services anew."""

from typing import Any

from django.core.management.base import BaseCommand

from services_directory.search.index import rebuild


class Command(BaseCommand):
    help = (
        "Writes the search index over services anew; needed after municipalities were renamed or the analysis changed."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rebuild()} services in the search index")
