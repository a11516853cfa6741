"""What the Union says about single places of an issue: Wagtail's comments and those made by a link (V5)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from wagtail.models import Comment

from portal.tenancy.roles import UNION_GROUPS

from ..checks.places import link_to
from ..models import NewsletterIssuePage, ReviewRound
from .reviewers import name_of

LABEL_LENGTH = 60


@dataclass(frozen=True)
class PlaceComment:
    """One thing said about one place: where, what, who, and the way there in the editor."""

    place: str
    text: str
    who: str
    url: str


def comments_at_places(issue: NewsletterIssuePage, round: ReviewRound | None) -> list[PlaceComment]:
    """What is still to be settled in `issue` (as the editor has it): open comments of the Union's people, and those
    made by link in `round`. Oldest first.
    """
    edit = reverse("wagtailadmin_pages:edit", args=[issue.pk])
    of_union = Q(user__is_superuser=True) | Q(user__groups__name__in=UNION_GROUPS)
    comments = Comment.objects.filter(of_union, page=issue.pk, resolved_at__isnull=True).select_related("user")
    found = [
        PlaceComment(
            place_label(issue, comment.contentpath), comment.text, name_of(comment.user), f"{edit}?comment={comment.pk}"
        )
        for comment in comments.distinct().order_by("pk")
    ]
    by_link = round.place_comments.all() if round is not None else ()
    found += [
        PlaceComment(place_label(issue, said.place), said.text, said.made_by, link_to(issue, said.place))
        for said in by_link
    ]
    return found


def place_label(issue: NewsletterIssuePage, place: str) -> str:
    """What people call a place: the name of a field, or of a block with its heading."""
    field, _dot, rest = place.partition(".")
    if field != "body":
        names = {one.name: one.verbose_name for one in issue._meta.concrete_fields}
        return capfirst(str(names[field])) if field in names else _("The whole issue")
    wanted = rest.partition(".")[0]
    block: Any = next((child for child in issue.body if child.id == wanted), None)
    if block is None:
        return _("A part that isn't in the issue any more") if wanted else _("Content")
    heading = block.value.get("heading", "") if hasattr(block.value, "get") else ""
    name = str(block.block.label)
    return f"{name}: {Truncator(heading).chars(LABEL_LENGTH)}" if heading else name
