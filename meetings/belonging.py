"""Whose the meetings' rows and files are, where they don't say it by themselves (P1)."""

from collections.abc import Iterable

from portal.core.keeping.stored import names_below
from portal.tenancy.keeping.belongings import Belongings
from portal.tenancy.keeping.registry import register_loose_files, register_shared, register_task_subjects

from .papers.stored import FOLDER


def register() -> None:
    """Called once, when the app is ready."""
    register_shared("a code list of the Union", "meetings.RequiredPoint")
    register_loose_files(_posters)
    register_task_subjects("meetings.papers.tasks.keep_papers", lambda args: [("meetings.Announcement", args[0])])


def _posters(of: Belongings) -> Iterable[tuple[str, str]]:
    """Kept posters of its meetings: their names begin with the meeting's number."""
    own = {str(pk) for pk in of.keys("meetings.MeetingPage")}
    for name in names_below("private", FOLDER):
        if name.removeprefix(f"{FOLDER}/").partition("-")[0] in own:
            yield "private", name
