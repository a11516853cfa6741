"""Which lists of a feature belong to the associations that are asked for, and where the public reads them."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db.models import Q
from wagtail.models import Page, Site

from ..api.scope import Scope
from ..models import Association


@dataclass(frozen=True)
class PublicList:
    """A feature's list in the Czech tree of an association; `url` is its full address, ending with a slash."""

    association: Association
    path: str
    url: str


def lists_of(scope: Scope, model: type[Page]) -> list[PublicList]:
    """The live Czech pages of `model` on the sites of `scope`; one read, besides the addresses of all sites."""
    roots = [
        root
        for root in Site.get_site_root_paths()
        if root.site_id in scope.associations and root.language_code == settings.LANGUAGE_CODE
    ]
    pages = model.objects.live().public().filter(locale__language_code=settings.LANGUAGE_CODE)
    found = []
    for path, url_path in pages.order_by("path").values_list("path", "url_path"):
        for root in roots:
            if url_path.startswith(root.root_path):
                url = f"{root.root_url}/{url_path.removeprefix(root.root_path)}"
                found.append(PublicList(scope.associations[root.site_id], path, url))
    return found


def below(lists: list[PublicList]) -> Q:
    """What stands in any of the lists; nothing if there is none."""
    return reduce(or_, (Q(path__startswith=each.path) for each in lists), Q(pk__in=[]))


def list_of(page: Any, lists: list[PublicList]) -> PublicList:
    """The one of `lists` in which `page` stands. Raises StopIteration for a page of none of them."""
    return next(each for each in lists if page.path.startswith(each.path))
