"""The worker's part: the PDFs of an issue that has just come out, so that nobody waits for the first one."""

from typing import Any

import structlog
from django.db import transaction
from django.tasks import task

from portal.core.pdf import PdfUnavailable

from ..enums import PrintLayout
from ..models import NewsletterIssuePage
from . import stored

logger = structlog.get_logger(__name__)


@task()
def make_pdfs(pk: int) -> None:
    """Make and keep both layouts of the issue unless that is done; nothing for one that has been taken down again."""
    issue = NewsletterIssuePage.objects.live().filter(pk=pk, alias_of=None).first()
    try:
        for layout in PrintLayout if issue is not None else ():
            stored.make_anyway(issue, layout)
    except PdfUnavailable:
        # The page of the issue says so to whoever asks for one.
        logger.warning("issue_pdfs_unavailable", issue=pk)


def order(instance: Any, **_signal: Any) -> None:
    """After a page was published."""
    if isinstance(instance, NewsletterIssuePage) and not instance.alias_of_id:
        transaction.on_commit(lambda: make_pdfs.enqueue(instance.pk))
