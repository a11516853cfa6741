"""A meeting is held at another time or another place (M9)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.templatetags.portal import cs_date
from portal.tenancy.models import Municipality

from ..announcing import late, timing
from ..announcing.record import follow, write_line
from ..announcing.timing import InvitationRule
from ..enums import AnnouncementKind, BarrierFree
from ..models import Announcement, LateInvitation, MeetingPage
from .announced import WHEN_AND_WHERE
from .standing import checked_reason, taken
from .storing import store

OF_THE_OLD_PLACE: dict[str, Any] = {
    "latitude": None,
    "longitude": None,
    "barrier_free": BarrierFree.UNKNOWN,
    "barrier_free_note": "",
}
"""What was said of the place and doesn't hold for another one, unless it is said anew."""


@dataclass(frozen=True)
class Move:
    """A meeting as it will be: `page` says the new time and place and isn't stored, `fields` are those that change."""

    page: MeetingPage
    fields: dict[str, Any]
    reason: str
    needs: InvitationRule | None
    """The rule that wants more days than there are left (M2)."""


@transaction.atomic
def move_meeting(
    *,
    meeting: MeetingPage,
    starts_at: datetime,
    ends_at: datetime | None,
    place: str | None = None,
    address: str | None = None,
    municipality: Municipality | None = None,
    reason: str,
    user: Any,
    late_reason: str = "",
    seen: int | None = None,
    **of_place: Any,
) -> Announcement:
    """Hold `meeting` at another time or place, and tell all who were invited and who follow.

    What is None of the place stays as it was; `of_place` are facts of a new place (`OF_THE_OLD_PLACE`). The UID of the
    calendar entry stays, its SEQUENCE rises. `late_reason` is why a day nearer than the rule asks is all right (M2);
    `seen` is as in `standing.taken`.

    Raises PermissionDenied, and ValidationError at the field that is wrong.
    """
    page, _last = taken(meeting=meeting, user=user, seen=seen)
    wanted: dict[str, Any] = {"starts_at": starts_at, "ends_at": ends_at, "place": place, "address": address}
    move = planned_move(page, reason=reason, late_reason=late_reason, municipality=municipality, **wanted, **of_place)
    allowed = _allow(move, late_reason, user)
    line = write_line(page=page, kind=AnnouncementKind.MOVED, user=user, reason=move.reason, late=allowed)
    store(page, move.fields, user=user)
    follow(line)
    return line


def planned_move(
    page: MeetingPage,
    *,
    starts_at: datetime,
    ends_at: datetime | None,
    place: str | None = None,
    address: str | None = None,
    municipality: Municipality | None = None,
    reason: str,
    late_reason: str = "",
    **of_place: Any,
) -> Move:
    """The instance `page` as it will be, nothing stored. Raises ValidationError at each field that is wrong."""
    wanted = {"starts_at": starts_at, "ends_at": ends_at, "place": place, "address": address}
    if municipality is not None:
        wanted["municipality_id"] = municipality.pk
    new = {name: _in_utc(value) for name, value in wanted.items() if value is not None or name == "ends_at"}
    fields = {name: value for name, value in new.items() if getattr(page, name) != value}
    said = _checked(page, new, fields, reason)
    if fields.keys() & {"place", "address", "municipality_id"}:
        fields |= {name: of_place.get(name, unknown) for name, unknown in OF_THE_OLD_PLACE.items()}
    held_before = timezone.localdate(page.starts_at)
    for name, value in fields.items():
        setattr(page, name, value)
    page.clean_fields(exclude=[field.name for field in page._meta.fields if field.attname not in fields])
    rule = _late_by(page, held_before)
    if rule is not None and not late_reason.strip():
        asked = _(
            "Between the invitation and the meeting there are to be %(days)d days; for this day the last one was "
            "%(last_day)s. Choose a later day, or write why it can't wait."
        )
        raise ValidationError(
            {"late_reason": asked % {"days": rule.days, "last_day": cs_date(rule.last_day)}}, code="late"
        )
    return Move(page, fields, said, rule)


def _in_utc(value: Any) -> Any:
    """A moment as the database gives it back, so that the facts of one moment are the same bytes."""
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def _checked(page: MeetingPage, new: dict[str, Any], fields: dict[str, Any], reason: str) -> str:
    """The reason, if `new` can be the meeting's time and place. Raises ValidationError with all that is wrong."""
    errors: dict[str, Any] = {}
    if new["starts_at"] <= timezone.now():
        errors["starts_at"] = _("The new date is to be in the future.")
    if new["ends_at"] is not None and new["ends_at"] <= new["starts_at"]:
        errors["ends_at"] = _("A meeting ends after it begins.")
    if not fields.keys() & set(WHEN_AND_WHERE):
        errors["starts_at"] = _("Nothing changes: the meeting has this time and place already.")
    if new.get("place", page.place) == "":
        errors["place"] = _("Write where the meeting is held.")
    try:
        said = checked_reason(reason)
    except ValidationError as error:
        errors |= error.message_dict
    if errors:
        raise ValidationError(errors)
    return said


def _late_by(page: MeetingPage, held_before: date) -> InvitationRule | None:
    """The rule that the new day of `page` breaks and nobody has excepted it from (M2)."""
    held_on = timezone.localdate(page.starts_at)
    rule = timing.rule_of(page) if held_on != held_before else None
    if rule is None or not rule.is_late() or late.allowed(page, held_on) is not None:
        return None
    return rule


def _allow(move: Move, late_reason: str, user: Any) -> LateInvitation | None:
    """The exception from the rule, on record. Raises ValidationError at `late_reason`, and PermissionDenied."""
    held_on = timezone.localdate(move.page.starts_at)
    if move.needs is None:
        return late.allowed(move.page, held_on) if "starts_at" in move.fields else None
    try:
        return late.allow_late(meeting=move.page, held_on=held_on, reason=late_reason, user=user)
    except ValidationError as error:
        raise ValidationError({"late_reason": error.messages}) from error
