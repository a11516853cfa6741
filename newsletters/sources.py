"""Issues that an activity of the register may come from (A2)."""

from wagtail.models import Page

from .models import NewsletterIssuePage
from .querysets import NewsletterIssueQuerySet


def issues_of(root: Page) -> NewsletterIssueQuerySet:
    """Issues of the site under `root`, published or not, the newest first: work on one begins long before that."""
    issues: NewsletterIssueQuerySet = NewsletterIssuePage.objects.descendant_of(root).newest_first()
    return issues


def numbered(issue: NewsletterIssuePage) -> str:
    """An issue by its number and title."""
    return f"{issue.number}/{issue.year} {issue.title}"
