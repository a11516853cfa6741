"""The home page of an association's site (look.md: the first thing seen is the search)."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Site
from wagtail.search import index

from portal.core.models import BasePage
from portal.core.prepared import Prepared, given_day, given_id
from portal.core.sections import SLOTS, HomeContext, home_sections
from portal.tenancy.context import child_page, current_association
from portal.tenancy.models import Municipality

from .municipalities import MunicipalitiesPage
from .search import SearchPage

SHOWN_MEMBERS = 24
HOME_TEXT = ["bold", "italic", "link", "ul", "ol"]


@Prepared[Municipality]
def _members() -> Any:
    found = Municipality.objects.members_of(given_id("association"), given_day())
    return found.only("name", "population", "sort_key")


class AssociationHomePage(BasePage):
    """The root of an association's tree in one language; features fill its slots (`portal.core.sections`)."""

    welcome = RichTextField(
        _("welcome"),
        blank=True,
        features=HOME_TEXT,
        help_text=_("A few sentences to those who come for the first time."),
    )
    for_municipalities = RichTextField(
        _("for mayors and municipalities"),
        blank=True,
        features=HOME_TEXT,
        help_text=_("What the centre does for its member municipalities, with links."),
    )

    parent_page_types = ["wagtailcore.Page"]
    content_panels = [*BasePage.content_panels, FieldPanel("welcome"), FieldPanel("for_municipalities")]
    search_fields = [*BasePage.search_fields, index.SearchField("welcome"), index.SearchField("for_municipalities")]

    class Meta:
        verbose_name = _("home page of an association")
        verbose_name_plural = _("home pages of associations")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        site, association = Site.find_for_request(request), current_association(request)
        shown = HomeContext(association=association, site=site, locale=self.locale, request=request)
        context["slots"] = {slot: home_sections(slot, shown) for slot in SLOTS}
        if association is not None:
            members = _members.all(association=association.pk, day=timezone.localdate())
            context["members"] = members[:SHOWN_MEMBERS]
            context["more_members"] = max(len(members) - SHOWN_MEMBERS, 0)
            context["member_count"] = len(members)
            context["population"] = sum(member.population or 0 for member in members)
        context["municipalities_page"] = child_page(request, MunicipalitiesPage)
        context["search_page"] = child_page(request, SearchPage)
        return context
