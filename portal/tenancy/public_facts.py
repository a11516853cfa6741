"""What the kernel's and Wagtail's own rows show to the public, and on whose pages (`portal.tenancy.watched`)."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, Locale, Page, PageViewRestriction, Site
from wagtail.signals import page_slug_changed, post_page_move
from wagtail_localize.models import LocaleSynchronization

from portal.core.models import PortalDocument, PortalImage, PortalRendition, UseCount

from . import versions
from .models import (
    Absence,
    Agenda,
    Association,
    AssociationExport,
    Departure,
    FormerAddress,
    LiaisonExpert,
    Mandate,
    Membership,
    Municipality,
    PublicVersion,
    StaffMember,
    Union,
)
from .watched import everywhere, not_shown, of, own_site, watch

ACCOUNTS = "accounts, groups, permissions and sessions: no public page names one"
EDITING = "what editors see while they work; the public sees what is published"
ORDER = "the machinery of requests, tasks and limits"
UNUSED = "the portal has models of its own in its place"
STRANGERS: dict[str, str] = {
    "account": ACCOUNTS,
    "auth": ACCOUNTS,
    "axes": ACCOUNTS,
    "contenttypes": "names of models",
    "django_tasks_database": ORDER,
    "mfa": ACCOUNTS,
    "sessions": ACCOUNTS,
    "taggit": "pictures and documents carry no tags",
    "users": ACCOUNTS,
    "wagtail_localize": "translations become public by publishing the page they make",
    "wagtailadmin": EDITING,
    "wagtailcore": EDITING,
    "wagtaildocs": UNUSED,
    "wagtailforms": "the portal has no forms of Wagtail's",
    "wagtailimages": UNUSED,
    "wagtailsearch": "follows the pages and rows it finds",
    "wagtailusers": ACCOUNTS,
}
"""Apps of others by their labels: none of their models is shown but those watched below."""


def sites_of_path(url_path: str) -> set[int]:
    """Ids of the sites whose tree, in any language, holds a page at this `url_path`."""
    return {root.site_id for root in Site.get_site_root_paths() if url_path.startswith(root.root_path)}


def sites_of_page(page: Any) -> Iterable[int | None]:
    """The site a page stands on; one that stands on none is seen by nobody."""
    return sites_of_path(page.url_path)


def sites_of_file(file: Any) -> Iterable[int | None]:
    """Whose collection a picture or document lies in; outside of all of them it may show anywhere."""
    found = Association.objects.filter(collection=file.collection_id).values_list("site", flat=True)
    return list(found) or [versions.EVERYWHERE]


def _of_mandate(mandate: Mandate) -> Iterable[int | None]:
    return _of_municipality(mandate.municipality_id)


def _of_municipality(code: str) -> Iterable[int | None]:
    return list(Association.objects.filter(municipalities=code).values_list("site", flat=True).distinct())


def _of_association(row: Any) -> Iterable[int | None]:
    try:
        return [row.association.site_id]
    except ObjectDoesNotExist:
        return [versions.EVERYWHERE]


def _of_redirect(redirect: Redirect) -> Iterable[int | None]:
    # Without a site it holds on all, as `versions.EVERYWHERE` does.
    return [redirect.site_id]


def _moved(sender: Any, url_path_before: str, url_path_after: str, **kwargs: Any) -> None:
    # Wagtail leads on from the old addresses, with redirects it writes in bulk.
    versions.touch(*sites_of_path(url_path_before), *sites_of_path(url_path_after), of=(Page, Redirect))


def _readdressed(sender: Any, instance: Any, **kwargs: Any) -> None:
    versions.touch(*sites_of_page(instance), of=(Page, Redirect))


def register() -> None:
    """Name every model of the kernel and of Wagtail; called once, when the app is ready."""
    post_page_move.connect(_moved, dispatch_uid="public_version_moved")
    page_slug_changed.connect(_readdressed, dispatch_uid="public_version_readdressed")
    watch(Page, sites=sites_of_page)
    watch(Site, Union, Locale, PageViewRestriction, LocaleSynchronization, Municipality, sites=everywhere)
    watch(FormerAddress, sites=own_site)
    watch(PortalImage, PortalDocument, sites=sites_of_file)
    watch(Redirect, sites=_of_redirect)
    watch(apps.get_model("wagtailembeds", "Embed"), sites=everywhere)
    watch(Association, StaffMember, Agenda, sites=own_site)
    watch(Membership, sites=_of_association)
    watch(Mandate, sites=_of_mandate)
    watch(LiaisonExpert, sites=everywhere)
    not_shown(Absence, because="who stands in for whom is told in the administration and in letters")
    not_shown(AssociationExport, Departure, because="taking an association's data along is the Union's own work")
    not_shown(Collection, because="an order of files; the files are watched")
    not_shown(PortalRendition, because="made while a page is shown, anew when its picture changes, and that is watched")
    not_shown(PublicVersion, UseCount, because=ORDER)


__all__ = ["STRANGERS", "of", "register", "sites_of_file", "sites_of_page", "sites_of_path"]
