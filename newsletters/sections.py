"""What the home page shows of newsletters."""

from portal.core.sections import HomeContext, HomeSection
from portal.tenancy.context import child_page, home_page

from .models import NewsletterIndexPage, NewsletterIssuePage


def newest_issue(context: HomeContext) -> HomeSection | None:
    """The newest published issue of the site in the active language, and how to get the next ones by e-mail."""
    home = home_page(context.request, context.site)
    issue = NewsletterIssuePage.objects.descendant_of(home).published().first()
    if issue is None:
        return None
    archive = child_page(context.request, NewsletterIndexPage)
    return HomeSection("newsletters/home_section.html", {"issue": issue, "archive": archive})
