"""Whose the directory's rows and files are, where they don't say it by themselves (P1)."""

from collections.abc import Iterable

from portal.core.keeping.stored import names_below
from portal.tenancy.keeping.belongings import Belongings, chunks
from portal.tenancy.keeping.registry import (
    register_belonging,
    register_loose_files,
    register_shared,
    register_task_subjects,
    register_unexported,
)

from .models import LinkCheck, ServiceContact
from .printing.stored import FOLDER


def register() -> None:
    """Called once, when the app is ready."""
    register_shared("code lists of the Union", "services_directory.ServiceKind", "services_directory.ReminderStage")
    register_belonging("services_directory.LinkCheck", _addresses)
    register_unexported("services_directory.SearchEntry")
    register_unexported("services_directory.WordKey")
    register_unexported("services_directory.PlaceKey")
    register_unexported("services_directory.MistakeReport", "token")
    register_loose_files(lambda of: (("private", name) for name in names_below("private", f"{FOLDER}/{of.site_id}")))
    register_task_subjects(
        "services_directory.importing.tasks.work_on_import", lambda args: [("services_directory.ImportRun", args[0])]
    )
    register_task_subjects(
        "services_directory.printing.tasks.make_booklet", lambda args: [("wagtailcore.Site", args[0])]
    )


def _addresses(of: Belongings) -> Iterable[int]:
    """Checked web addresses that its services name, and nobody else's."""
    own = set(of.keys(ServiceContact))
    addresses: set[str] = set()
    for part in chunks(sorted(own)):
        addresses.update(ServiceContact._base_manager.filter(pk__in=part).values_list("value", flat=True))
    for part in chunks(sorted(addresses)):
        named = ServiceContact._base_manager.filter(value__in=part).values_list("pk", "value")
        elsewhere = {value for pk, value in named if pk not in own}
        checks = LinkCheck.objects.filter(url__in=part).exclude(url__in=elsewhere)
        yield from checks.values_list("pk", flat=True)
