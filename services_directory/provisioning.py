"""What the directory needs on an association's site: its page in every language."""

from typing import Any

from django.utils.translation import gettext as _

from portal.tenancy.models import Association
from portal.tenancy.provisioning import ensure_in_every_language

from .kinds import load_kinds
from .models import DirectoryPage
from .search.index import index_members
from .verification.reminding.stages import load_stages

SLUGS = {"cs": "sluzby", "en": "services"}


def provision_directory(association: Association) -> None:
    """Make or repair the association's directory page and its translations."""
    load_kinds()
    load_stages()
    ensure_in_every_language(association.root_page, DirectoryPage, _texts, show_in_menus=True)
    index_members(association.site_id)


def _texts(language_code: str) -> dict[str, Any] | None:
    if language_code not in SLUGS:
        return None
    return {
        "slug": SLUGS[language_code],
        "title": _("Public services"),
        "lead": _("Schools, offices, libraries, social services and more in our municipalities and nearby."),
    }
