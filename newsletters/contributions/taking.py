"""The centre decides about a piece: into the draft as an item of news, or left out with a word why (N1)."""

import json
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from ..enums import ContributionState
from ..models import Contribution, NewsletterIssuePage
from ..review.approval import is_under_review
from ..review.rounds import association_of
from . import letters
from .rights import may_work_with

NEWS, MEMBERS, CLOSING = "news", "members", "closing"
"""Blocks of an issue: pieces of news, those of municipalities, and the words at its end."""


def why_not(issue: NewsletterIssuePage) -> str:
    """Why nothing can be taken into `issue` now, in words; "" when it can."""
    if is_under_review(issue):
        return _("The Union is reading the issue. Take the piece in once it has decided, or take the issue back first.")
    if issue.sendings.exists():
        return _("The issue has been sent to readers; nothing can be added to it.")
    return ""


@transaction.atomic
def take_in(*, contribution: Contribution, user: Any) -> Contribution:
    """Add the piece to the newest draft of its issue, as a new revision by `user`, and tell its author.

    A piece that was taken in and has since gone from the draft may be taken in again; its author isn't told twice.
    Raises PermissionDenied for who may not edit the issue, ValidationError while the Union reads it, after it was
    sent, and when somebody has decided about the piece meanwhile.
    """
    issue, piece = _locked(contribution, user)
    draft = issue.get_latest_revision_as_object()
    blocks = draft.body.get_prep_value()
    is_back = piece.state == ContributionState.TAKEN and not stands_in(piece, json.dumps(blocks, default=str))
    if piece.state != ContributionState.WAITING and not is_back:
        raise ValidationError(_("This piece has been decided about already."))
    draft.body = _with_item(blocks, item_of(piece), MEMBERS if piece.municipality else NEWS)
    # A draft may lack what publishing asks for.
    draft.save_revision(user=user, clean=False, log_action=True)
    if not is_back:
        _decide(piece, ContributionState.TAKEN)
        letters.tell_outcome(piece, association_of(issue))
    log(issue, "newsletters.take_contribution", user=user, data={"contribution": piece.pk})
    return piece


@transaction.atomic
def leave_out(*, contribution: Contribution, reason: str, user: Any) -> Contribution:
    """Leave the piece out and tell its author why. Raises as `take_in`, and ValidationError without a `reason`."""
    said = " ".join(reason.split())
    if not said:
        raise ValidationError({"reason": _("Write why, the author will read it.")})
    issue, piece = _locked(contribution, user, adds=False)
    if piece.state != ContributionState.WAITING:
        raise ValidationError(_("This piece has been decided about already."))
    piece.reason = said
    _decide(piece, ContributionState.DECLINED)
    letters.tell_outcome(piece, association_of(issue))
    log(issue, "newsletters.leave_contribution_out", user=user, data={"contribution": piece.pk})
    return piece


def block_id(contribution: Contribution) -> str:
    """The identity of the piece inside the issue, by which it is found again."""
    return str(uuid5(NAMESPACE_URL, f"newsletters.contribution:{contribution.pk}"))


def stands_in(contribution: Contribution, body: str) -> bool:
    """Whether the piece is in a body as it is stored."""
    return block_id(contribution) in body


def item_of(contribution: Contribution) -> dict[str, Any]:
    """The piece as an item of news, as it is stored."""
    place = contribution.municipality.name if contribution.municipality else ""
    value = {
        "title": contribution.title,
        "place": place,
        "text": _paragraphs(contribution.text),
        "date": contribution.deadline_on.isoformat() if contribution.deadline_on else None,
        "image": contribution.image_id,
        "description": contribution.image_description,
        "credit": contribution.image_credit,
    }
    return {"type": "item", "id": block_id(contribution), "value": value}


def _with_item(blocks: list[dict[str, Any]], item: dict[str, Any], kind: str) -> str:
    """The stored body with `item` at the end of the first block of this `kind`, or of a new one before the closing."""
    block = next((block for block in blocks if block["type"] == kind), None)
    if block is None:
        with override("cs"):
            heading = _("From our municipalities") if kind == MEMBERS else _("From our contributors")
        at = next((place for place, block in enumerate(blocks) if block["type"] == CLOSING), len(blocks))
        blocks.insert(at, {"type": kind, "value": {"heading": heading, "items": [item]}})
    else:
        # A copied draft waits with an item that is still empty.
        items = [known for known in block["value"]["items"] if _says_something(known)]
        block["value"]["items"] = [*items, item]
    return json.dumps(blocks, default=str)


def _says_something(item: dict[str, Any]) -> bool:
    value = item.get("value", item)
    return bool(str(value.get("title") or "").strip() or str(value.get("text") or "").strip() or value.get("image"))


def _paragraphs(text: str) -> str:
    """Plain text as rich text: an empty line ends a paragraph, other ends of lines stay."""
    parts = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n")]
    rows = [
        format_html_join(mark_safe("<br/>"), "{}", ((line,) for line in part.split("\n"))) for part in parts if part
    ]
    return str(format_html_join("", "<p>{}</p>", ((row,) for row in rows)))


def _locked(contribution: Contribution, user: Any, *, adds: bool = True) -> tuple[NewsletterIssuePage, Contribution]:
    """The issue and the piece as they are now, held until the transaction ends."""
    issue = NewsletterIssuePage.objects.select_for_update().get(pk=contribution.issue_id)
    if not may_work_with(user, association_of(issue)):
        raise PermissionDenied
    if adds:
        refused = why_not(issue)
        if refused:
            raise ValidationError(refused)
        if not issue.permissions_for_user(user).can_edit():
            raise PermissionDenied
    rows = Contribution.objects.select_for_update(of=("self",)).select_related("municipality", "contributor")
    return issue, rows.get(pk=contribution.pk)


def _decide(piece: Contribution, state: ContributionState) -> None:
    piece.state, piece.decided_at = state, timezone.now()
    piece.save(update_fields=["state", "reason", "decided_at"])
