"""The public page of the centre: people by agenda, and the form (CIT-1, CIT-3)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Locale, PageManager, Site
from wagtail.query import PageQuerySet

from portal.core.models import BasePage


class ContactPageQuerySet(PageQuerySet):
    def of_site(self, site: Site, locale: Locale) -> "ContactPage | None":
        """The site's live contact page in `locale`, in any language if there is none."""
        roots = site.root_page.get_translations(inclusive=True)
        pages = [page for root in roots for page in self.child_of(root).live().select_related("locale")]
        return next((page for page in pages if page.locale_id == locale.pk), pages[0] if pages else None)


class ContactPage(RoutablePageMixin, BasePage):
    """Whom to turn to for what, and the form for those who would rather write."""

    objects = PageManager.from_queryset(ContactPageQuerySet)()

    parent_page_types = ["home.AssociationHomePage"]
    max_count_per_parent = 1
    subpage_types: list[str] = []
    kept_routes = frozenset({"answers"})

    class Meta:
        verbose_name = _("contact page")
        verbose_name_plural = _("contact pages")

    @path("")
    def form(self, request: HttpRequest) -> HttpResponse:
        """The page with the form: shown, or taken in."""
        from ..form.views import contact_form

        return contact_form(request, self)

    @path("nahled/<str:key>/", name="preview")
    @path("preview/<str:key>/", name="preview_en")
    def preview(self, request: HttpRequest, key: str) -> HttpResponse:
        """What will be sent, with files to add, for who typed it."""
        from ..form.preview import preview

        return preview(request, self, key)

    @path("nahled/<str:key>/upravit/", name="edit")
    @path("preview/<str:key>/edit/", name="edit_en")
    def edit(self, request: HttpRequest, key: str) -> HttpResponse:
        """The form again, with what was typed."""
        from ..form.preview import edit

        return edit(request, self, key)

    @path("dekujeme/<str:token>/", name="thanks")
    @path("thank-you/<str:token>/", name="thanks_en")
    def thanks(self, request: HttpRequest, token: str) -> HttpResponse:
        """What happens next, with the number of the request."""
        from ..form.views import thanks

        return thanks(request, self, token)

    @path("napoveda/", name="suggestions")
    def suggestions(self, request: HttpRequest) -> HttpResponse:
        """What may help with what is being typed, for the form's script (CIT-2)."""
        from ..suggestions.views import suggestions_response

        return suggestions_response(request, self)

    @path("odpovedi/", name="answers")
    @path("answers/", name="answers_en")
    def answers(self, request: HttpRequest) -> HttpResponse:
        """The association's public answers."""
        from ..suggestions.views import answers_page

        return answers_page(request, self)

    @path("stav/<str:token>/", name="status")
    @path("status/<str:token>/", name="status_en")
    def status_page(self, request: HttpRequest, token: str) -> HttpResponse:
        """Where one request stands, for who has its secret link (R3)."""
        from ..status.views import status_page

        return status_page(request, self, token)

    def status_path(self, token: str) -> str:
        """The address of a status page below this page, in its language."""
        name = "status" if self.locale.language_code == "cs" else "status_en"
        return str(self.reverse_subpage(name, kwargs={"token": token}))

    @path("predano/<str:key>/", name="handed_over")
    @path("handed-over/<str:key>/", name="handed_over_en")
    def handed_over(self, request: HttpRequest, key: str) -> HttpResponse:
        """What was handed over to a municipality, for who has the link in the letter (R6)."""
        from ..handover.pages import receiver_page

        return receiver_page(request, self, key)

    @path("predano/<str:key>/soubor/<int:pk>/", name="handed_over_file")
    @path("handed-over/<str:key>/file/<int:pk>/", name="handed_over_file_en")
    def handed_over_file(self, request: HttpRequest, key: str, pk: int) -> HttpResponseBase:
        """One of the files that go with it, as a download."""
        from ..handover.pages import receiver_file

        return receiver_file(request, self, key, pk)

    def hand_over_path(self, key: str, file: int | None = None) -> str:
        """The address of a receiver's page, or of a file that goes with it, below this page and in its language."""
        name = "handed_over" if file is None else "handed_over_file"
        kwargs = {"key": key} if file is None else {"key": key, "pk": file}
        return str(self.reverse_subpage(name if self.locale.language_code == "cs" else f"{name}_en", kwargs=kwargs))

    def preview_path(self, key: str) -> str:
        """The address of a preview below this page, in its language."""
        return self._path_of("preview", key=key)

    def edit_path(self, key: str) -> str:
        """The address of the form with what a preview shows, below this page and in its language."""
        return self._path_of("edit", key=key)

    def _path_of(self, name: str, **kwargs: str) -> str:
        own = name if self.locale.language_code == "cs" else f"{name}_en"
        return str(self.reverse_subpage(own, kwargs=kwargs))

    def thanks_url(self, request: HttpRequest, token: str) -> str:
        """The address of the thank-you page in this page's language."""
        name = "thanks" if self.locale.language_code == "cs" else "thanks_en"
        return f"{self.get_url(request)}{self.reverse_subpage(name, kwargs={'token': token})}"

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..form.views import contact_context

        return {**super().get_context(request, *args, **kwargs), **contact_context(request, self)}
