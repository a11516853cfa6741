"""The periodic jobs of imports: those nobody works on any more, and files that have lain long enough."""

from datetime import timedelta

from django.conf import settings
from django.tasks.base import TaskResultStatus
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django_tasks_db.models import DBTaskResult

from portal.jobs.registry import periodic

from ..models import ImportRun
from .enums import OPEN, WORKING, ImportState
from .store import delete_file
from .work import LANGUAGE, fail

SILENT_FOR = timedelta(minutes=10)
"""An import that has said nothing for so long, and has no task that will go on with it, is given up."""


@periodic("services_directory.tend_imports", every=timedelta(minutes=5), label=gettext_lazy("Give up dead imports"))
def tend_imports() -> int:
    """Mark imports as failed whose work ended without them: the process was killed, or the task was given up."""
    silent = ImportRun.objects.filter(state__in=WORKING, touched_at__lt=timezone.now() - SILENT_FOR)
    running = {TaskResultStatus.READY, TaskResultStatus.RUNNING}
    count = 0
    for pk, task_id in silent.values_list("pk", "task_id"):
        if task_id and DBTaskResult.objects.filter(pk=task_id, status__in=running).exists():
            continue
        with override(LANGUAGE):
            fail(pk, _("The work was interrupted; nothing was written. Try again."))
        count += 1
    return count


@periodic(
    "services_directory.forget_imports", every=timedelta(days=1), label=gettext_lazy("Delete files of old imports")
)
def forget_imports() -> int:
    """Delete uploaded files and reports after IMPORT_KEEP_FILES; who imported what, when and how many stays."""
    old = ImportRun.objects.filter(created_at__lt=timezone.now() - settings.IMPORT_KEEP_FILES).exclude(
        state__in=WORKING
    )
    count = 0
    for run in old.exclude(file="", report=""):
        names = run.file.name, run.report.name
        state = ImportState.DISCARDED if run.state in OPEN else run.state
        if ImportRun.objects.filter(pk=run.pk, state=run.state).update(file="", report="", state=state):
            for name in names:
                delete_file(name)
            count += 1
    return count
