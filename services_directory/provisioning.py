"""What the directory needs on an association's site: its page in every language."""

from django.utils import translation
from django.utils.translation import gettext as _

from portal.core.pages import ensure_child, ensure_translation
from portal.tenancy.models import Association
from portal.tenancy.provisioning import site_locales

from .kinds import load_kinds
from .models import DirectoryPage

SLUG = "sluzby"


def provision_directory(association: Association) -> None:
    """Make or repair the association's directory page and its translations."""
    load_kinds()
    default, *others = site_locales()
    with translation.override(default.language_code):
        fields = {"title": _("Public services"), "lead": _directory_lead()}
    page = ensure_child(association.root_page, DirectoryPage, slug=SLUG, show_in_menus=True, **fields)
    for locale in others:
        with translation.override(locale.language_code):
            fields = {"title": _("Public services"), "lead": _directory_lead()}
        ensure_translation(page, locale, slug="services", show_in_menus=True, **fields)


def _directory_lead() -> str:
    return _("Schools, offices, libraries, social services and more in our municipalities and nearby.")
