"""What the database refuses of the register, whichever way it is written (A1, ACT-4): see `portal.core.row_rules`.

`actions` keep the same rules and say them to people; these stand behind them, for statements by hand and for code to
come. Rows may be inserted closed, as they come from elsewhere.
"""

from django.db.models import SET_NULL

from portal.core.row_rules import Event, RowRule

from .enums import ActivityStatus, AttachmentKind, ChangeKind
from .models import Activity, ActivityAttachment, ActivityChange, Handler

ACTIVITIES, FILES = Activity._meta.db_table, ActivityAttachment._meta.db_table
CONCERNED = Activity.municipalities.through._meta.db_table
HANDLERS, CHANGES = Handler._meta.db_table, ActivityChange._meta.db_table

WORDS = frozenset({"title", "description", "output_description", "specification", "reopened_because", "search_text"})
"""Texts of a closed activity may still lose a name or a contact (R9); everything else of it stands."""

CLOSED, CANCELLED, OPINION = (
    f"'{value}'" for value in (ActivityStatus.CLOSED, ActivityStatus.CANCELLED, AttachmentKind.OPINION)
)
WAS_CLOSED, IS_CLOSED = f"OLD.status = {CLOSED}", f"NEW.status = {CLOSED}"
NEEDS_OPINION = f"EXISTS (SELECT 1 FROM {HANDLERS} h WHERE h.id = NEW.handled_by_id AND h.opinion_required)"  # noqa: S608 - names of our own
HAS_OPINION = f"EXISTS (SELECT 1 FROM {FILES} f WHERE f.activity_id = NEW.id AND f.kind = {OPINION})"  # noqa: S608 - names of our own
# One that was inserted closed gets its municipalities before its history is written.
WAS_CLOSED_HERE = (
    f"EXISTS (SELECT 1 FROM {CHANGES} c WHERE c.activity_id = NEW.activity_id AND c.kind = '{ChangeKind.CLOSED}')"  # noqa: S608
)
OPINION_FIRST = "This handler gives a written opinion: attach it before closing the activity."
FILES_STAY = "Files of a closed activity stay as they are."
PLACES_STAY = "Municipalities of a closed activity stay as they are."


def _is_closed(*keys: str) -> str:
    return f"EXISTS (SELECT 1 FROM {ACTIVITIES} a WHERE a.id IN ({', '.join(keys)}) AND a.status = {CLOSED})"  # noqa: S608


def _changed(columns: list[str]) -> str:
    return " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in columns)


def standing_columns() -> tuple[list[str], list[str]]:
    """Columns of a closed activity that keep their value, and those that may only be emptied: whom or what they
    named was deleted."""
    kept: list[str] = []
    emptied: list[str] = []
    for field in Activity._meta.concrete_fields:
        named = field.remote_field is not None and field.remote_field.on_delete is SET_NULL
        if field.name not in WORDS:
            (emptied if named else kept).append(str(field.column))
    return kept, emptied


def _closed_changes() -> str:
    kept, emptied = standing_columns()
    filled = [f"(NEW.{name} IS DISTINCT FROM OLD.{name} AND NEW.{name} IS NOT NULL)" for name in emptied]
    return " OR ".join([_changed(kept), *filled])


OF_ACTIVITIES = (
    RowRule(
        name="closed_with_opinion_at_once",
        table=ACTIVITIES,
        event=Event.INSERT,
        when=IS_CLOSED,
        refused=NEEDS_OPINION,
        message=OPINION_FIRST,
    ),
    RowRule(
        name="closed_with_opinion",
        table=ACTIVITIES,
        event=Event.UPDATE,
        when=f"NOT {WAS_CLOSED} AND {IS_CLOSED}",
        refused=f"{NEEDS_OPINION} AND NOT {HAS_OPINION}",
        message=OPINION_FIRST,
    ),
    RowRule(
        name="closed_stays_as_it_is",
        table=ACTIVITIES,
        event=Event.UPDATE,
        when=f"{WAS_CLOSED} AND {IS_CLOSED}",
        refused=_closed_changes(),
        message="A closed activity stays as it is: reopen it first.",
    ),
    RowRule(
        name="reopened_openly",
        table=ACTIVITIES,
        event=Event.UPDATE,
        when=f"{WAS_CLOSED} AND NOT {IS_CLOSED}",
        refused=(
            f"NEW.status = {CANCELLED} OR NEW.times_reopened <> OLD.times_reopened + 1 OR NEW.reopened_because = ''"
        ),
        message="A closed activity is reopened with a reason, and each time is counted.",
    ),
    RowRule(
        name="cancelled_stays_cancelled",
        table=ACTIVITIES,
        event=Event.UPDATE,
        when=f"OLD.status = {CANCELLED}",
        refused=f"NEW.status <> {CANCELLED}",
        message="A cancelled activity stays cancelled.",
    ),
    RowRule(
        name="activity_never_goes",
        table=ACTIVITIES,
        event=Event.DELETE,
        message="Activities are never deleted.",
    ),
)
OF_WHAT_BELONGS_TO_THEM = (
    RowRule(
        name="file_of_closed_stays",
        table=FILES,
        event=Event.DELETE,
        refused=_is_closed("OLD.activity_id"),
        message=FILES_STAY,
    ),
    RowRule(
        name="file_of_closed_unchanged",
        table=FILES,
        event=Event.UPDATE,
        when=_changed(["activity_id", "kind", "file", "original_name"]),
        refused=_is_closed("OLD.activity_id", "NEW.activity_id"),
        message=FILES_STAY,
    ),
    RowRule(
        name="place_of_closed_stays",
        table=CONCERNED,
        event=Event.DELETE,
        refused=_is_closed("OLD.activity_id"),
        message=PLACES_STAY,
    ),
    RowRule(
        name="place_of_closed_unchanged",
        table=CONCERNED,
        event=Event.UPDATE,
        refused=_is_closed("OLD.activity_id", "NEW.activity_id"),
        message=PLACES_STAY,
    ),
    RowRule(
        name="place_of_closed_not_added",
        table=CONCERNED,
        event=Event.INSERT,
        refused=f"{WAS_CLOSED_HERE} AND {_is_closed('NEW.activity_id')}",
        message=PLACES_STAY,
    ),
)
ROW_RULES = (*OF_ACTIVITIES, *OF_WHAT_BELONGS_TO_THEM)
