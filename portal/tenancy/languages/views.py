"""The admin's page of a site's languages: what it speaks, what is translated, what is left."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import Locale, Page, Site

from ..admin.branding import association_of
from ..boundary import is_union_user
from ..models import Association, Union
from .progress import lines, pages_to_translate, translated_of
from .turning import LanguageError, languages_offered, turn_on

NAME = "languages"
ON_A_PAGE = 50


def tenant_of(request: HttpRequest) -> Association | Union:
    """Whose languages the user sees: the own association's, the Union's for its people.

    Raises PermissionDenied for whoever works for nobody.
    """
    association = association_of(request.user, Site.find_for_request(request))
    if association is not None:
        return association
    union = Union.objects.first() if is_union_user(request.user) else None
    if union is None:
        raise PermissionDenied
    return union


class OfOwnSite(WagtailAdminTemplateMixin, TemplateView):
    """What the views share: whose site it is, and whether the user may turn languages on."""

    header_icon = "wagtail-localize-language"

    @cached_property
    def tenant(self) -> Association | Union:
        return tenant_of(self.request)

    @cached_property
    def root(self) -> Page:
        return Page.objects.get(pk=self.tenant.root_page_id)

    @property
    def may_turn(self) -> bool:
        return bool(self.root.permissions_for_user(self.request.user).can_publish())


class LanguagesView(OfOwnSite):
    """Every language of the installation, with what the site has of it; a button turns one on."""

    template_name = "tenancy/languages/index.html"
    page_title = gettext_lazy("Languages of the site")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offered = languages_offered(self.root)
        counted = translated_of(self.root, [locale for locale, _code, _name, home in offered if locale and home])
        rows = [
            {
                "code": code,
                "name": name,
                "is_on": home is not None and home.live,
                "home": home,
                "done": counted.get(locale.pk if locale else 0, (0, 0))[0],
                "of": counted.get(locale.pk if locale else 0, (0, 0))[1],
            }
            for locale, code, name, home in offered
        ]
        return {**super().get_context_data(**kwargs), "rows": rows, "may_turn": self.may_turn, "tenant": self.tenant}


class TurnOnView(View):
    """The button."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return HttpResponseNotAllowed(["POST"])

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        tenant = tenant_of(request)
        if not tenant.root_page.permissions_for_user(request.user).can_publish():
            raise PermissionDenied
        try:
            turn_on(tenant=tenant, code=code, by=request.user)
        except LanguageError as error:
            messages.error(request, str(error))
            return redirect(f"{NAME}:index")
        said = _("The site speaks another language. Its pages are in Czech with a mark until you translate them.")
        messages.success(request, said)
        return redirect(f"{NAME}:pages", code)


class PagesView(OfOwnSite):
    """The site's pages in one language: translated, begun, outdated, still in Czech."""

    template_name = "tenancy/languages/pages.html"
    page_title = gettext_lazy("Translating pages")

    @cached_property
    def locale(self) -> Locale:
        for locale, code, _name, home in languages_offered(self.root):
            if code == self.kwargs["code"] and locale is not None and home is not None:
                return locale
        raise Http404

    def get_page_subtitle(self) -> str:
        return str(self.locale.get_display_name())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse(f"{NAME}:index"), "label": LanguagesView.page_title}
        return [*super().get_breadcrumbs_items(), above, {"url": "", "label": self.get_page_subtitle()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = Paginator(pages_to_translate(self.root), ON_A_PAGE).get_page(self.request.GET.get("p"))
        rows = lines(list(found.object_list), self.locale)
        return {
            **super().get_context_data(**kwargs),
            "rows": rows,
            "page_obj": found,
            "code": self.locale.language_code,
        }


class LanguagesMenuItem(MenuItem):
    """Shown to whoever edits pages, where there is another language to speak."""

    def is_shown(self, request: Any) -> bool:
        return len(settings.LANGUAGES) > 1 and bool(request.user.rights.on_pages or request.user.is_superuser)


class LanguagesViewSet(ViewSet):
    name = NAME
    icon = "wagtail-localize-language"
    menu_label = gettext_lazy("Languages")
    menu_item_class = LanguagesMenuItem
    menu_order = 260

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", LanguagesView.as_view(), name="index"),
            path("<slug:code>/", PagesView.as_view(), name="pages"),
            path("<slug:code>/turn-on/", TurnOnView.as_view(), name="turn_on"),
        ]
