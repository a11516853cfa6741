"""What the home page shows of meetings."""

from portal.core.sections import HomeContext, HomeSection
from portal.tenancy.context import home_page

from .models import MeetingPage


def next_meeting(context: HomeContext) -> HomeSection | None:
    """The nearest meeting ahead on the site, in the active language."""
    home = home_page(context.request, context.site)
    meeting = MeetingPage.objects.descendant_of(home).published().upcoming().first()
    return HomeSection("meetings/home_section.html", {"meeting": meeting}) if meeting else None
