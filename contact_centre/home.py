"""The centre's part of the home page: what it helps with, and how to reach it."""

from typing import Any

from portal.core.prepared import Prepared, given_id
from portal.core.sections import HomeContext, HomeSection
from portal.tenancy.context import child_page
from portal.tenancy.models import Agenda

from .models import ContactPage


@Prepared[Agenda]
def _agendas() -> Any:
    return Agenda.objects.for_site(given_id("site")).only("title", "title_en", "order")


def centre_section(context: HomeContext) -> HomeSection | None:
    """Agendas, phone and the way to the form; nothing on the Union's site or without a contact page."""
    if context.association is None:
        return None
    page = child_page(context.request, ContactPage)
    if page is None:
        return None
    return HomeSection(
        "contact_centre/home_section.html",
        {
            "contact_url": page.get_url(request=context.request, current_site=context.site),
            "agendas": _agendas.all(site=context.site.pk),
        },
    )
