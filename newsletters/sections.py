"""What the home page shows of newsletters."""

from portal.core.sections import HomeContext, HomeSection
from portal.tenancy.context import home_page

from .models import NewsletterIssuePage


def newest_issue(context: HomeContext) -> HomeSection | None:
    """The newest published issue of the site in the active language."""
    home = home_page(context.request, context.site)
    issue = NewsletterIssuePage.objects.descendant_of(home).published().first()
    return HomeSection("newsletters/home_section.html", {"issue": issue}) if issue else None
