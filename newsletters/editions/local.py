""" "From your municipality": which pieces of news of an issue are about which member of the association."""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from portal.core.czech import fold
from portal.tenancy.models import Association, Municipality

from ..dates.items import WITH_ITEMS, place_of

BETWEEN_NAMES = re.compile(r"[,;/]|\s+a\s+")


@dataclass(frozen=True)
class LocalNews:
    """A piece of news: its title, and its place in the issue on the web."""

    title: str
    url: str


def local_news(issue: Any, association: Association | None, url: str) -> dict[str, tuple[str, list[LocalNews]]]:
    """By the code of each member that `issue` has news of: its name and the news, in their order.

    A piece of news may name several municipalities. `url` is the whole address of the issue.
    """
    if association is None or not url:
        return {}
    members = list(Municipality.objects.members_of(association))
    found: dict[str, list[LocalNews]] = defaultdict(list)
    for section in issue.sections:
        if section.block.block_type not in WITH_ITEMS or not section.anchor:
            continue
        for at, item in enumerate(section.block.value["items"]):
            names = _names(item["place"] or "")
            news = LocalNews(item["title"], f"{url}#{place_of(section.anchor, at)}")
            for member in members:
                if fold(member.name) in names:
                    found[member.pk].append(news)
    return {member.pk: (member.name, found[member.pk]) for member in members if member.pk in found}


def _names(place: str) -> set[str]:
    """What may be meant: the whole, since names may have an "a" in them, and each of several."""
    return {fold(" ".join(name.split())) for name in (place, *BETWEEN_NAMES.split(place))} - {""}
