"""Who wrote an issue and so does not approve it: four eyes, superusers included (V2)."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from wagtail.models import Page, Revision

from ..enums import Outcome
from ..facts.fingerprint import fingerprint_of
from ..models import NewsletterIssuePage, ReviewRound


def may_not_approve(issue: NewsletterIssuePage) -> set[int]:
    """Keys of the accounts that wrote `issue`: its owner, and whoever's saved revision changed what it says.

    Changes count from the last approved revision on; those of its other languages, and of what it repeats, count too.
    """
    return set(_authors(issue))


def is_author(issue: NewsletterIssuePage, *, user: Any = None, email: str = "") -> bool:
    """Whether `issue` was written by `user`, or by somebody whose address (of an account or of staff) is `email`."""
    wanted = {user.pk} if user is not None else set()
    addresses = {address for address in (email, getattr(user, "email", "")) if address}
    for address in addresses:
        same = Q(email__iexact=address) | Q(staff_member__email__iexact=address)
        wanted |= set(get_user_model()._default_manager.filter(same).values_list("pk", flat=True))
    return bool(wanted) and any(True for _author in _authors(issue, wanted))


def _authors(issue: NewsletterIssuePage, among: set[int] | None = None) -> Iterator[int]:
    """Each author once for each page they wrote; `among` these only, which costs next to nothing."""
    pages = list(_pages_of(issue))
    for page in pages:
        if page.owner_id is not None and (among is None or page.owner_id in among):
            yield page.owner_id
    revisions = Revision.page_revisions.filter(object_id__in=[str(page.pk) for page in pages])
    # Most of those who are asked for have saved nothing here: that is one question for all languages.
    if among is None or revisions.filter(user__in=among).exists():
        for page in pages:
            yield from _changed_by(page, among)


def _pages_of(issue: NewsletterIssuePage) -> Iterator[Page]:
    """The issue in every language, and the page it repeats."""
    keys = {issue.translation_key}
    if issue.alias_of_id:
        keys.add(Page.objects.values_list("translation_key", flat=True).get(pk=issue.alias_of_id))
    yield from Page.objects.filter(translation_key__in=keys).order_by("pk")


def _changed_by(page: Page, among: set[int] | None) -> Iterator[int]:
    """Whose revisions of `page` since the approved one say something else than the revision before.

    The fingerprint kept in a revision is not believed: it is counted again from the words.
    """
    before, approved_at = None, None
    approved = ReviewRound.objects.filter(issue=page.pk, decision__outcome=Outcome.APPROVED).order_by("-number").first()
    revisions = Revision.page_revisions.filter(object_id=str(page.pk)).order_by("created_at", "pk")
    if approved is not None:
        before, approved_at = approved.revision_id, approved.revision.created_at
        revisions = revisions.filter(created_at__gt=approved_at).exclude(pk=before)
    said = cache(_said)
    found: set[int] = set()
    for pk, user_id in revisions.values_list("pk", "user_id"):
        is_asked_for = user_id is not None and user_id not in found and (among is None or user_id in among)
        if is_asked_for and (before is None or said(pk) != said(before)):
            found.add(user_id)
            yield user_id
        before = pk


def _said(revision_id: int) -> str:
    return fingerprint_of(Revision.objects.get(pk=revision_id).as_object())
