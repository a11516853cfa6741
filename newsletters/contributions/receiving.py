"""A piece comes in: by a personal link or from somebody with an account, and waits for the centre (N1)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.pictures import Picture
from portal.tenancy.models import Association, Municipality

from ..enums import ContributionState
from ..models import Contribution, Contributor, NewsletterIssuePage
from ..review.rounds import association_of
from . import letters, pictures
from .links import is_open


@dataclass(frozen=True)
class Piece:
    """What an author wrote. A new `picture` replaces the one that is there; `without_picture` takes it away."""

    title: str
    text: str
    deadline_on: date | None = None
    picture: Picture | None = None
    without_picture: bool = False
    image_description: str = ""
    image_credit: str = ""
    author_name: str = ""


@transaction.atomic
def receive(
    *,
    issue: NewsletterIssuePage,
    piece: Piece,
    contributor: Contributor | None = None,
    user: Any = None,
    municipality: Municipality | None = None,
    contribution: Contribution | None = None,
) -> Contribution:
    """Store `piece` of `contributor` or of `user`, or write it over `contribution`, which still waits.

    The same piece sent twice is one. Raises ValidationError after the closing date (people with an account may go on
    until the issue is out) and when the centre has decided about `contribution` meanwhile.
    """
    current = NewsletterIssuePage.objects.select_for_update().get(pk=issue.pk)
    if current.live or (contributor is not None and not is_open(current)):
        raise ValidationError(_("Contributions to this issue are closed by now."))
    association = association_of(current)
    if contribution is None:
        same = current.contributions.filter(title=piece.title, text=piece.text, contributor=contributor)
        sent = same.filter(state=ContributionState.WAITING).first() if contributor is not None else None
        if sent is not None:
            return sent
        stored = _new(current, association, contributor, user, municipality)
    else:
        stored = Contribution.objects.select_for_update().get(pk=contribution.pk)
        if stored.state != ContributionState.WAITING:
            raise ValidationError(_("The centre has decided about this piece meanwhile; it can't be changed now."))
    _fill(stored, piece, association, user)
    stored.full_clean(exclude=["site"])
    stored.save()
    if contributor is not None:
        Contributor.objects.filter(pk=contributor.pk).update(has_nothing=False)
        if contribution is None:
            letters.thank(stored, contributor, association)
    return stored


@transaction.atomic
def say_nothing(*, contributor: Contributor) -> None:
    """Nothing comes from there this time: no more reminders. Raises ValidationError after the closing date."""
    if not is_open(NewsletterIssuePage.objects.select_for_update().get(pk=contributor.issue_id)):
        raise ValidationError(_("Contributions to this issue are closed by now."))
    Contributor.objects.filter(pk=contributor.pk).update(has_nothing=True)


def _new(
    issue: NewsletterIssuePage,
    association: Association,
    contributor: Contributor | None,
    user: Any,
    municipality: Municipality | None,
) -> Contribution:
    email = contributor.email if contributor is not None else user.email
    place = contributor.municipality if contributor is not None else municipality
    return Contribution(
        site_id=association.site_id,
        issue=issue,
        contributor=contributor,
        municipality=place,
        author_email=email,
        submitted_at=timezone.now(),
    )


def _fill(stored: Contribution, piece: Piece, association: Association, user: Any) -> None:
    for name in ("title", "text", "deadline_on", "image_description", "image_credit", "author_name"):
        setattr(stored, name, getattr(piece, name))
    earlier = stored.image
    if piece.picture is not None:
        stored.image = pictures.store(
            piece.picture,
            association=association,
            title=piece.title,
            description=piece.image_description,
            credit=piece.image_credit,
            user=user,
        )
    elif piece.without_picture:
        stored.image = None
    elif earlier is not None:
        earlier.description, earlier.credit = piece.image_description, piece.image_credit
        earlier.save(update_fields=["description", "credit"])
    if stored.image is None:
        stored.image_description = stored.image_credit = ""
    if earlier is not None and earlier != stored.image:
        stored.save()
        # Nobody but this piece, which waits, knows the old picture.
        earlier.delete()
