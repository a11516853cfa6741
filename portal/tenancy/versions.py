"""When what a site's public pages share has changed: one number per site in the database, raised after commit.

Whoever keeps something that was read for a site (`portal.tenancy.frame`) keeps the version with it and asks for the
present one, in one small query, before using it again. The number is raised after the commit, so that nobody
waits for a lock and nobody keeps what was read before the change under the number of after it. In this process the
change counts at once: a transaction sees what it wrote itself.
"""

from functools import partial
from itertools import count
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q, Sum
from django.db.models.signals import post_delete, post_save
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.signals import post_page_move

from portal.core.models import PortalImage

from .models import Association, PublicVersion, Union

EVERYWHERE = None
"""In place of a site: the change concerns all of them."""

type Version = tuple[int, int, int]

_changes = count(1)
_here: dict[int | None, int] = {}


def current(site_id: int) -> Version:
    """The version of the site's public pages now; equal versions mean that nothing they share has changed."""
    rows = PublicVersion.objects.filter(Q(site=site_id) | Q(site=None))
    total = rows.aggregate(total=Sum("number"))["total"] or 0
    return total, *here(site_id)


def here(site_id: int) -> tuple[int, int]:
    """The part of the version that counts what changed in this process; no query."""
    return _here.get(site_id, 0), _here.get(EVERYWHERE, 0)


def touch(*sites: int | None) -> None:
    """Say that something changed which the public pages of these sites (by their ids) share."""
    for site in sites:
        _here[site] = next(_changes)
        transaction.on_commit(partial(_raise, site))


def _raise(site: int | None) -> None:
    row = PublicVersion.objects.filter(site=site)
    if row.update(number=F("number") + 1):
        return
    try:
        with transaction.atomic():
            PublicVersion.objects.create(site_id=site, number=1)
    except IntegrityError:
        # Another process was first; or the site is gone, and nobody asks for it any more.
        row.update(number=F("number") + 1)


# --- What changes a site ---------------------------------------------------------------------------
def sites_of_page(url_path: str) -> set[int]:
    """Ids of the sites whose tree, in any language, holds a page at this `url_path`."""
    return {root.site_id for root in Site.get_site_root_paths() if url_path.startswith(root.root_path)}


def _saved_or_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Page):
        touch(*sites_of_page(instance.url_path))
    elif isinstance(instance, Association):
        touch(instance.site_id)
    elif isinstance(instance, PortalImage):
        touch(*Association.objects.filter(emblem=instance).values_list("site", flat=True))
    elif isinstance(instance, Site | Union | Locale | PageViewRestriction):
        touch(EVERYWHERE)


def _moved(sender: Any, url_path_before: str, url_path_after: str, **kwargs: Any) -> None:
    touch(*sites_of_page(url_path_before), *sites_of_page(url_path_after))


def connect() -> None:
    """Watch every model that a site's pages share; called once, when the app is ready."""
    # Pages are many models: one receiver for all is cheaper than one for each.
    post_save.connect(_saved_or_deleted, dispatch_uid="public_version_saved")
    post_delete.connect(_saved_or_deleted, dispatch_uid="public_version_deleted")
    post_page_move.connect(_moved, dispatch_uid="public_version_moved")
