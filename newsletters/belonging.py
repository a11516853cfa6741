"""Whose the newsletters' rows and files are, where they don't say it by themselves (P1)."""

from collections.abc import Iterable

from portal.core.keeping.stored import names_below
from portal.tenancy.keeping.belongings import Belongings
from portal.tenancy.keeping.registry import register_loose_files, register_shared, register_task_subjects

from .editions.stored import FOLDER


def register() -> None:
    """Called once, when the app is ready."""
    register_shared(
        "the Union's own", "newsletters.ConsentWording", "newsletters.SubscriptionTopic", "newsletters.UnionReviewTask"
    )
    register_loose_files(_pdfs)
    register_task_subjects(
        "newsletters.editions.tasks.make_pdfs", lambda args: [("newsletters.NewsletterIssuePage", args[0])]
    )


def _pdfs(of: Belongings) -> Iterable[tuple[str, str]]:
    """Kept PDFs of its issues: their names begin with the issue's number."""
    own = {str(pk) for pk in of.keys("newsletters.NewsletterIssuePage")}
    for name in names_below("private", FOLDER):
        if name.removeprefix(f"{FOLDER}/").partition("-")[0] in own:
            yield "private", name
