"""Wagtail-localize's two views that know no tenants, within the site's own pages and languages.

They stand at the same addresses before the originals (`hooks`). Those ask for one permission that reaches over all
sites, offer every language there is, and make live pages of untranslated text; here the rights to the page decide.
"""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail.models import Locale, Page
from wagtail.signals import page_slug_changed
from wagtail_localize.views.edit_translation import edit_translation
from wagtail_localize.views.update_translations import UpdateTranslationsForm, UpdateTranslationsView

from portal.core.translating import is_default

from ..boundary import pages_of
from .starting import begin, languages_to_begin, pages_of_source, translation_into


class BeginForm(forms.Form):
    """Into which of the site's languages."""

    locales = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Languages"), queryset=Locale.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, locales: list[Locale], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["locales"]
        field.queryset = Locale.objects.filter(pk__in=[locale.pk for locale in locales])
        field.label_from_instance = lambda locale: locale.get_display_name()


class BeginTranslationView(WagtailAdminTemplateMixin, FormView):
    """Takes a page's texts for translating and leads to the first page to translate."""

    template_name = "tenancy/languages/begin.html"
    form_class = BeginForm
    header_icon = "wagtail-localize-language"
    page_title = gettext_lazy("Translate a page")

    @cached_property
    def page(self) -> Page:
        page = get_object_or_404(
            pages_of(self.request.user).filter(depth__gt=1, alias_of=None), pk=self.kwargs["page_id"]
        )
        if not page.permissions_for_user(self.request.user).can_edit():
            raise PermissionDenied
        return page

    @cached_property
    def locales(self) -> list[Locale]:
        return languages_to_begin(self.page)

    def get_page_subtitle(self) -> str:
        return str(self.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit = {"url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]), "label": self.page.title}
        return [*super().get_breadcrumbs_items(), edit, {"url": "", "label": self.page_title}]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "locales": self.locales}

    def get_initial(self) -> dict[str, Any]:
        wanted = self.request.GET.get("select_locale")
        chosen = [one for one in self.locales if wanted == one.language_code] or self.locales[:1]
        return {"locales": [one.pk for one in chosen]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "page": self.page, "locales": self.locales}

    def form_valid(self, form: BeginForm) -> HttpResponse:
        pages = begin(page=self.page, locales=list(form.cleaned_data["locales"]))
        messages.success(self.request, _("Translate the texts one by one, then publish. Until then readers see Czech."))
        following = get_valid_next_url_from_request(self.request)
        return redirect(following or reverse("wagtailadmin_pages:edit", args=[pages[0].pk]))


class RenewForm(UpdateTranslationsForm):
    """Nothing to choose: publishing is done where the text is translated, by whoever may publish."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["publish_translations"]

    def clean(self) -> dict[str, Any]:
        return {**(super().clean() or {}), "publish_translations": False}


class RenewTranslationsView(UpdateTranslationsView):
    """Takes over the changed Czech text of a page that is being translated."""

    def get_form(self) -> RenewForm:
        return RenewForm(self.request.POST if self.request.method == "POST" else None)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        pages = pages_of_source(self.get_object())
        own = set(pages_of(request.user, Page.objects.filter(pk__in=[page.pk for page in pages])))
        if not pages or own != set(pages):
            raise Http404
        if not all(page.permissions_for_user(request.user).can_edit() for page in pages):
            raise PermissionDenied
        # What the original sets before it asks for the permission that nobody here holds.
        self.object = self.get_object()
        self.components = _NoComponents()
        return super(UpdateTranslationsView, self).dispatch(request, *args, **kwargs)


class _NoComponents(list[Any]):
    """No add-on of wagtail-localize is installed."""

    def is_valid(self) -> bool:
        return True

    def save(self, *_args: Any, **_kwargs: Any) -> None:
        """Nothing to save."""


def edit_begun(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before a page is edited: one that repeats the Czech page while it is being translated opens the translation.

    Nothing is published while no text of it is translated: readers would get Czech words without a mark. Whoever
    comes by the address the page had before its translation is led on.
    """
    translation = None if is_default(page) else translation_into(page)
    if translation is None:
        return None
    is_publishing = request.method == "POST" and request.POST.get("action") == "publish"
    if is_publishing and not translation.get_progress()[1]:
        messages.error(request, _("Nothing is translated yet, so there is nothing to publish."))
        return redirect(request.path)
    if not (is_publishing or page.alias_of_id):
        return None
    before = page.specific
    answer: HttpResponse = edit_translation(request, translation, page)
    after = Page.objects.get(pk=page.pk).specific
    if is_publishing and after.slug != before.slug:
        page_slug_changed.send(sender=after.specific_class, instance=after, instance_before=before)
    return answer
