"""The centre's part of the home page: what it helps with, and how to reach it."""

from portal.core.sections import HomeContext, HomeSection
from portal.tenancy.models import Agenda

from .models import ContactPage


def centre_section(context: HomeContext) -> HomeSection | None:
    """Agendas, phone and the way to the form; nothing on the Union's site or without a contact page."""
    if context.association is None:
        return None
    page = ContactPage.objects.of_site(context.site, context.locale)
    if page is None:
        return None
    return HomeSection(
        "contact_centre/home_section.html",
        {
            "contact_url": page.get_url(request=context.request, current_site=context.site),
            "agendas": Agenda.objects.for_site(context.site),
        },
    )
