"""What the home page shows of newsletters."""

from typing import Any

from portal.core.prepared import Prepared
from portal.core.sections import HomeContext, HomeSection
from portal.core.trees import given_tree, in_tree
from portal.tenancy.context import child_page, home_page

from .models import NewsletterIndexPage, NewsletterIssuePage


@Prepared[NewsletterIssuePage]
def _newest() -> Any:
    issues = NewsletterIssuePage.objects.filter(given_tree()).published()
    return issues.defer("body", "facts")[:1]


def newest_issue(context: HomeContext) -> HomeSection | None:
    """The newest published issue of the site in the active language, and how to get the next ones by e-mail."""
    issue = _newest.first(**in_tree(home_page(context.request, context.site)))
    if issue is None:
        return None
    archive = child_page(context.request, NewsletterIndexPage)
    return HomeSection("newsletters/home_section.html", {"issue": issue, "archive": archive})
