"""The directory as a page of the site: the list at its own address, each service one step below."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Site

from portal.core.models import BasePage
from portal.tenancy.kept_pages import never_keep
from portal.users.searching import SUGGESTIONS, refused_search


class DirectoryPage(RoutablePageMixin, BasePage):
    """Made once per language when an association is provisioned; the services themselves are rows (decision 3)."""

    subpage_types: list[str] = []
    max_count_per_parent = 1
    kept_routes = frozenset(
        {
            "show_by_identifier",
            "show_list",
            "show_points",
            "show_print_list",
            "show_service",
            "show_suggestions",
            "show_widget",
            "show_widget_guide",
            "show_widget_list",
        }
    )
    # Provisioning makes the page; editors change its title and lead.
    is_creatable = False

    class Meta:
        verbose_name = _("service directory")
        verbose_name_plural = _("service directories")

    @path("")
    def show_list(self, request: HttpRequest) -> HttpResponse:
        """The services, searched and filtered by what the address says (S3)."""
        from ..kind_table import kinds_for
        from ..listing import directory_listing, whole_directory
        from ..search.unanswered import note_unanswered

        if (refusal := refused_search(request)) is not None:
            return refusal
        site, kinds = Site.find_for_request(request), kinds_for(request)
        listing = directory_listing(site, request.GET, kinds, lambda: whole_directory(request, site, kinds))
        response = self.render(request, context_overrides={"listing": listing})
        if listing.is_unanswered:
            note_unanswered(request, site, listing.query)
            # Each time somebody asks counts.
            return never_keep(response)
        return response

    @path("mapa/")
    def show_points(self, request: HttpRequest) -> HttpResponse:
        """The places of the same list, for the movable map."""
        from ..kind_table import kinds_for
        from ..listing import directory_listing, service_points

        listing = directory_listing(Site.find_for_request(request), request.GET, kinds_for(request))
        return JsonResponse({"points": service_points(listing)})

    @path("naseptavac/", name="suggestions")
    def show_suggestions(self, request: HttpRequest) -> HttpResponse:
        """What may be meant by what has been typed into the search box so far."""
        from ..search.suggest import suggestions_response

        if (refusal := refused_search(request, SUGGESTIONS)) is not None:
            return refusal
        return suggestions_response(request, Site.find_for_request(request))

    @path("id/<uuid:uid>/")
    def show_by_identifier(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """The stable identifier of a service leads to its present address; 404 for what has none."""
        from ..redirects import lead_on, service_by_identifier

        return lead_on(service_by_identifier(uid), self, request)

    @path("tisk/", name="print_list")
    def show_print_list(self, request: HttpRequest) -> HttpResponse:
        """All that the list's filters find, on one page made for paper."""
        from ..printing.views import print_list

        return print_list(request, self)

    @path("brozura/", name="booklet")
    def show_booklet(self, request: HttpRequest) -> HttpResponse:
        """The booklet of a municipality or of the association as PDF (D10)."""
        from ..printing.views import booklet

        return booklet(request, self)

    @path("widget/", name="widget")
    def show_widget(self, request: HttpRequest) -> HttpResponse:
        """The services of a municipality for a frame on its own website."""
        from ..widget.views import frame

        return frame(request, self)

    @path("widget/seznam/", name="widget_list")
    def show_widget_list(self, request: HttpRequest) -> HttpResponse:
        """The same as a list without styles, for the municipality's server to include."""
        from ..widget.views import plain_list

        return plain_list(request, self)

    @path("widget/navod/", name="widget_guide")
    def show_widget_guide(self, request: HttpRequest) -> HttpResponse:
        """How a municipality does that, with the code to copy."""
        from ..widget.views import guide

        return guide(request, self)

    @path("chyba/<str:key>/", name="mistake_status")
    def show_mistake_status(self, request: HttpRequest, key: str) -> HttpResponse:
        """What has become of a reported mistake (D11)."""
        from ..mistakes.public_views import status

        return status(request, self, key)

    @path("chyba/<str:key>/dekujeme/", name="mistake_thanks")
    def show_mistake_thanks(self, request: HttpRequest, key: str) -> HttpResponse:
        """Thanks for a reported mistake, with the address of its state."""
        from ..mistakes.public_views import thanks

        return thanks(request, self, key)

    @path("<slug:slug>/nahlasit-chybu/", name="report_mistake")
    @path("<slug:slug>/report-a-mistake/", name="report_mistake_en")
    def show_mistake_form(self, request: HttpRequest, slug: str) -> HttpResponse:
        """The form for a mistake in one service's entry (D11)."""
        from ..mistakes.public_views import report_form

        return report_form(request, self, slug)

    @path("overeni/<str:token>/", name="provider_answer")
    def show_provider_answer(self, request: HttpRequest, token: str) -> HttpResponse:
        """A provider's own link: is the entry right? (F5)"""
        from ..verification.asking.views import answer_page

        return answer_page(request, self, token)

    @path("<slug:slug>/", name="service")
    def show_service(self, request: HttpRequest, slug: str) -> HttpResponse:
        """One published service of this site, or a note that it is closed; 404 for any other.

        An address the service had once leads to the present one, also to another association's site.
        """
        from ..detail import addressable_service, service_context
        from ..redirects import lead_on, service_that_was_at

        site = Site.find_for_request(request)
        service = addressable_service(site, slug)
        if service is None:
            return lead_on(service_that_was_at(site, slug), self, request)
        # The switch of languages leads to the same service, not to the list.
        request.portal_subpath = f"{service.slug}/"  # type: ignore[attr-defined]
        return self.render(
            request, context_overrides=service_context(service), template="services_directory/service.html"
        )
