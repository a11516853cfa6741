"""Whose letters and notes of background work are (P1): see `portal.tenancy.keeping`."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django_tasks_db.models import DBTaskResult

from portal.tenancy.keeping.belongings import Belongings
from portal.tenancy.keeping.registry import (
    register_belonging,
    register_shared,
    register_task_subjects,
    register_unexported,
    subjects_of,
)


def register() -> None:
    """Called once, when the app is ready."""
    register_belonging("jobs.OutboxMessage", _letters)
    register_belonging("jobs.ReturnedMail", lambda of: of.where("jobs.ReturnedMail", "message_id", _letters(of)))
    register_shared("of the machine", "jobs.Lease", "jobs.PeriodicJob", "jobs.WorkerProcess")
    register_belonging(DBTaskResult._meta.label, _tasks)
    register_unexported(DBTaskResult._meta.label)
    register_task_subjects("portal.jobs.tasks.deliver_message", lambda args: [("jobs.OutboxMessage", args[0])])
    register_task_subjects(
        "portal.jobs.tasks.deliver_messages", lambda args: [("jobs.OutboxMessage", pk) for pk in args[0]]
    )


def _letters(of: Belongings) -> list[int]:
    """Messages of its site, and those to its people."""
    from django.contrib.auth import get_user_model

    messages = apps.get_model("jobs.OutboxMessage")
    users = get_user_model()._default_manager.filter(pk__in=of.people)
    addresses = [address for address in users.values_list("email", flat=True) if address]
    found = of.where(messages, "site_id", [of.site_id])
    # Of the sign-in (a forgotten password): no site's.
    found |= set(messages._base_manager.filter(site=None, recipient__in=addresses).values_list("pk", flat=True))
    return sorted(found)


def _tasks(of: Belongings) -> Iterable[Any]:
    """Notes of work on its rows and on nobody else's."""
    known: dict[str, set[str]] = {}
    for task in DBTaskResult._base_manager.only("pk", "task_path", "args_kwargs").iterator():
        subjects = subjects_of(task.task_path)
        about = list(subjects(task.args_kwargs["args"])) if subjects and task.args_kwargs["args"] else []
        for label, _pk in about:
            if label not in known:
                known[label] = {str(pk) for pk in of.keys(label)}
        if about and all(str(pk) in known[label] for label, pk in about):
            yield task.pk
