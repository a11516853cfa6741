"""How an activity ends, and its files (ACT-3, ACT-4); opening and changing are in `register`."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from ..closing.activities import Amounts, call_off, finish, locked_activity, put_file
from ..enums import AttachmentKind, ChangeKind
from ..history import note
from ..models import (
    Activity,
    ActivityAttachment,
    ActivityOutput,
)
from ..models.activity import private_storage
from ..register.changing import request_of
from ..storing import stored
from ..uploads import CheckedFile


@transaction.atomic
def close_activity(
    *,
    activity: Activity,
    output: ActivityOutput | None,
    output_description: str,
    closed_on: date | None = None,
    user: Any = None,
    reason: str = "",
    hours: Decimal | None = None,
    legal_hours: Decimal | None = None,
    saved_czk: int | None = None,
    brought_czk: int | None = None,
) -> Activity:
    """Close a running activity (ACT-3) and return it as it is now; `closed_on` is today by default.

    An amount of None leaves what is recorded. One that keeps a citizen's request ends with the request, never by
    itself (CIT-5): it is refused. Raises ValidationError at the fields as `finish` does, or when it is closed already.
    """
    _refuse_request(activity)
    current = locked_activity(activity.pk)
    amounts: Amounts = {
        "hours": current.hours if hours is None else hours,
        "legal_hours": current.legal_hours if legal_hours is None else legal_hours,
        "saved_czk": current.saved_czk if saved_czk is None else saved_czk,
        "brought_czk": current.brought_czk if brought_czk is None else brought_czk,
    }
    return finish(
        current,
        output=output,
        description=output_description,
        closed_on=closed_on,
        user=user,
        reason=reason,
        **amounts,
    )


@transaction.atomic
def cancel_activity(*, activity: Activity, reason: str, user: Any = None) -> Activity:
    """Cancel a running activity, which then never counts; `reason` stays in the history. Returns it as it is now.

    Raises ValidationError without a reason, and for an activity that keeps a citizen's request: those
    are closed with it, never cancelled by hand (CIT-4).
    """
    _refuse_request(activity)
    return call_off(locked_activity(activity.pk), reason=reason, user=user)


def attach_file(
    *, activity: Activity, file: CheckedFile, kind: str = AttachmentKind.ATTACHMENT, user: Any = None
) -> ActivityAttachment:
    """Store a checked file with a running activity; a written opinion has the kind ``opinion`` (ACT-4).

    Raises ValidationError when the activity has been closed or cancelled.
    """
    with stored(file, ActivityAttachment) as values, transaction.atomic():
        return put_file(locked_activity(activity.pk), values, kind=kind, user=user)


@transaction.atomic
def remove_file(*, attachment: ActivityAttachment, user: Any = None) -> None:
    """Take a file away from a running activity; its name stays in the history. Raises ValidationError if closed."""
    current = locked_activity(attachment.activity_id)
    name = attachment.file.name or ""
    note(current, ChangeKind.FILE_REMOVED, user=user, old=attachment.original_name)
    log(current, "contact_centre.detach", user=user)
    attachment.delete()
    transaction.on_commit(lambda: private_storage().delete(name))


def _refuse_request(activity: Activity) -> None:
    if request_of(activity) is not None:
        raise ValidationError(
            _("This activity keeps a citizen's request: close the request, and the activity ends with it."),
            code="request",
        )
