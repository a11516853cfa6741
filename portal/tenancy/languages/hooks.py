"""Registers the admin's page of languages, and ours in place of two views of wagtail-localize."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail_localize.models import TranslationSource

from portal.core.translating import is_default

from . import localize_views
from .starting import languages_to_begin
from .turning import TURNED_ON
from .views import LanguagesViewSet

BEFORE_LOCALIZE = -1


@hooks.register("register_admin_viewset")
def register_languages() -> LanguagesViewSet:
    return LanguagesViewSet()


@hooks.register("register_admin_urls", order=BEFORE_LOCALIZE)
def register_views() -> list[URLPattern]:
    return [
        path("localize/submit/page/<int:page_id>/", localize_views.BeginTranslationView.as_view()),
        path("localize/update/<int:translation_source_id>/", localize_views.RenewTranslationsView.as_view()),
    ]


hooks.register("before_edit_page", localize_views.edit_begun, order=BEFORE_LOCALIZE)


@hooks.register("register_page_header_buttons")
def translate_buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Where a Czech page is edited; lists of pages say nothing of languages, these have a page of their own."""
    if view_name != "edit" or page.alias_of_id or not is_default(page):
        return
    if languages_to_begin(page):
        url = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
        yield Button(_("Translate this page"), url, priority=60, icon_name="wagtail-localize-language")
    source = TranslationSource.objects.get_for_instance_or_none(page)
    if source is not None and source.translations.filter(enabled=True).exists():
        url = reverse("wagtail_localize:update_translations", args=[source.pk])
        yield Button(_("Take the changed text over for translating"), url, priority=60, icon_name="resubmit")


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    label = gettext_lazy("Turn a language on")
    actions.register_action(TURNED_ON, label, gettext_lazy("The site speaks another language"))
