"""Turning a further language on for one site. Nobody else's site changes."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Locale, Page

from portal.core.translating import is_default

from ..models import Association, Union
from ..provisioning import run_steps, site_locales
from ..roles import sync_association_roles

TURNED_ON = "tenancy.language_turned_on"


class LanguageError(Exception):
    """Why the language can't be turned on, in the words of the admin."""


@transaction.atomic
def turn_on(*, tenant: Association | Union, code: str, by: Any) -> Page:
    """Let the site of `tenant` speak the language `code`; returns its home page in it.

    Every published page stands in the language from then on, in Czech with a mark until somebody translates it. What
    was translated before the language was taken off is there again. Raises LanguageError for a language that the
    installation doesn't offer, and for Czech.
    """
    locale = next((found for found in site_locales() if found.language_code == code), None)
    if locale is None or code == settings.LANGUAGE_CODE:
        raise LanguageError(_("This installation offers no such language."))
    root = Page.objects.get(pk=tenant.root_page.pk).specific
    home: Page | None = root.get_translation_or_none(locale)
    if home is None:
        home = root.copy_for_translation(locale, alias=True)
    elif not home.live:
        _publish_again(home)
    run_steps(tenant)
    if isinstance(tenant, Association):
        # The groups of the association reach its tree in the new language too.
        sync_association_roles(tenant)
    log(root, TURNED_ON, user=by, data={"language": locale.get_display_name()})
    return Page.objects.get(pk=home.pk)


def _publish_again(home: Page) -> None:
    """The home page, and what below it only repeats a Czech page; translations wait until somebody publishes them."""
    for page in home.get_descendants(inclusive=True).filter(live=False).specific():
        if page.alias_of_id is not None:
            if page.alias_of.live:
                page.alias_of.specific.update_aliases()
        elif page.pk == home.pk:
            page.save_revision().publish()


def languages_offered(root: Page) -> list[tuple[Locale | None, str, str, Page | None]]:
    """Each further language of the installation: its locale, code and name, and the site's home page in it."""
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    homes = {page.locale_id: page for page in root.get_translations() if not is_default(page)}
    return [
        (locale, code, str(name), homes.get(locale.pk) if locale else None)
        for code, name in settings.LANGUAGES
        if code != settings.LANGUAGE_CODE
        for locale in [locales.get(code)]
    ]
