"""The guard at the end of every way to publish an issue: nothing goes out without the Union's consent (V3).

Two doors lead to readers, and both ask `refuse_unapproved` whoever knocks: the row of a page that is live is written,
and a revision is put on the timetable. Forms, bulk actions and buttons ask earlier, so that people are told in words;
the row rules in `rules` stand behind, for statements that pass by the models.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from wagtail.models import Revision

from ..facts.fingerprint import FIELDS, fingerprint_of
from ..review.approval import is_approved

READ = frozenset(
    {*FIELDS, "corrects", "body", "facts", "fingerprint", "live", "alias_of", "alias_of_id", "translation_key"}
)
"""Columns readers get, and those that say whether they do and whose consent holds. Others Wagtail saves alone while the
instance holds the words of a draft."""


class NotApproved(PermissionDenied):
    """The Union hasn't agreed to what was about to be published."""


def refuse_unapproved(issue: Any) -> None:
    """Raise NotApproved unless the Union agreed to exactly what the instance `issue` says now."""
    if not is_approved(issue):
        raise NotApproved(_("Only what the Union has approved can be published. Send the issue to the Union first."))


def guard_row(instance: Any, update_fields: Any = None, raw: bool = False, **_signal: Any) -> None:
    """Before a row of an issue is written (fixtures included): what readers see has consent, word for word.

    Raises NotApproved.
    """
    if not instance.live or (update_fields is not None and READ.isdisjoint(update_fields)):
        return
    refuse_unapproved(instance)
    instance.fingerprint = fingerprint_of(instance)
    keep_stored_words(instance)


def guard_timetable(instance: Revision, **_signal: Any) -> None:
    """Before a revision is put on the timetable; Wagtail publishes it on its day without asking anybody.

    Raises NotApproved.
    """
    from ..models import NewsletterIssuePage

    if instance.approved_go_live_at is not None and instance.content_type.model_class() is NewsletterIssuePage:
        refuse_unapproved(instance.as_object())


def keep_stored_words(issue: Any) -> None:
    """With the same fingerprint the row keeps its bytes: blocks may have got other ids meanwhile, which say nothing.

    The database lets the words of what is live change together with the fingerprint only.
    """
    stored = type(issue)._base_manager.filter(pk=issue.pk, fingerprint=issue.fingerprint).first()
    if stored is not None:
        issue.body, issue.facts = stored.body, stored.facts
