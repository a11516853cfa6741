"""System checks of the directory."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning
from django.core.checks import register as register_check
from django.db import connections

from portal.core.pdf import PdfUnavailable, weasyprint

from .search import schema


def search_index_in_step(app_configs: Any, databases: Sequence[str] | None, **kwargs: Any) -> list[CheckMessage]:
    """The database keeps the full-text index: a migration that rebuilt the table may have lost it."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if schema.TABLE in connection.introspection.table_names() and not schema.is_installed(connection):
            found.append(
                Error(
                    f"The full-text index of {schema.TABLE} is not kept in step.",
                    hint="End the migration that altered the table with RunPython(schema.install, schema.remove).",
                    id="services_directory.E001",
                )
            )
    return found


def booklets_can_be_made(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Without the libraries everything works but the booklets, whose address then answers 503."""
    try:
        weasyprint()
    except PdfUnavailable as error:
        return [
            Warning(
                f"Booklets can't be made: {error}",
                hint="As root: scripts/system_packages.sh run",
                id="services_directory.W001",
            )
        ]
    return []


def register() -> None:
    register_check(search_index_in_step, Tags.database)
    register_check(booklets_can_be_made, deploy=True)
