"""The newest text of an issue, as the database has it."""

from typing import Any

from django.apps import apps
from wagtail.models import Revision


def newest_text(issue: Any) -> Any:
    """The newest revision of `issue` as a page; the row itself where there is none. A new page is what it is."""
    if issue.pk is None:
        return issue
    rows = apps.get_model("newsletters", "NewsletterIssuePage")._base_manager.filter(pk=issue.pk)
    latest = Revision.objects.filter(pk__in=rows.values("latest_revision")).first()
    return latest.as_object() if latest is not None else rows.get()
