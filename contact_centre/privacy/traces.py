"""Every field that tells about a citizen's request, table by table: what of it is wiped and what stays (R9).

A test walks all relations to a request: a new table or field must be declared here, one way or the other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from portal.core.append_only import WIPED_TEXT
from portal.core.tickets import new_token

from ..models import CitizenRequest, DraftFile, HandOver, MayorNotice, RequestAttachment, RequestDraft, RequestMessage

Wipe = Callable[[Any], Any]


def blank_text(value: Any) -> str:
    return WIPED_TEXT if value else ""


def nothing(value: Any) -> None:
    return None


def no(value: Any) -> bool:
    return False


def other_token(value: Any) -> str:
    """A token nobody knows: what the old one opened is closed for good."""
    return new_token()


def empty(value: Any) -> str:
    return ""


def no_values(value: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Trace:
    """One table: how its rows hang on a request, what each wiped field becomes, which fields stay as they are."""

    model: type[Model]
    link: str
    wiped: Mapping[str, Wipe]
    kept: frozenset[str]

    def wipe(self, request: CitizenRequest) -> None:
        """Wipe the rows of `request`, in the caller's transaction."""
        for row in self.model._default_manager.filter(**{self.link: request.pk}).order_by("pk"):
            self.wipe_row(row)
            row.save(update_fields=list(self.wiped))

    def wipe_row(self, row: Any) -> None:
        for field, wipe in self.wiped.items():
            setattr(row, field, wipe(getattr(row, field)))


REQUEST = Trace(
    CitizenRequest,
    "pk",
    wiped={
        "text": blank_text,
        "place": empty,
        "latitude": nothing,
        "longitude": nothing,
        "name": empty,
        "email": empty,
        "phone": empty,
        "pause_reason": blank_text,
        "mayor_not_informed_because": blank_text,
        "public_text": empty,
        "is_place_public": no,
        "submission_token": other_token,
    },
    kept=frozenset(
        {
            *(
                "id",
                "site",
                "reference",
                "municipality",
                "kind",
                "category",
                "agenda",
                "language",
                "channel",
                "api_key",
            ),
            *("held_because", "status", "received_at", "changed_at", "due_on", "paused_on", "closed_at"),
            *("times_reopened", "mayor_informed_on", "duplicate_of", "follows", "anonymised_on", "activity"),
            # The citizen's link says of a forgotten request only its number and state, until it ends.
            *("status_token", "status_until"),
        }
    ),
)

RELATED = (
    Trace(
        RequestMessage,
        "request",
        wiped={"text": blank_text, "name": empty, "token": other_token},
        kept=frozenset({"id", "request", "author", "user", "is_internal", "is_question", "written_at"}),
    ),
    Trace(
        HandOver,
        "request",
        wiped={
            "reason": blank_text,
            "groundwork": blank_text,
            "answer": blank_text,
            "answered_by": empty,
            "email": empty,
            "key": other_token,
        },
        kept=frozenset(
            {
                *("id", "request", "body", "mandate", "data_ground", "made_at", "made_by", "answer_by", "reminded_on"),
                *("state", "answered_at", "attachments"),
            }
        ),
    ),
    Trace(
        MayorNotice,
        "request",
        wiped={"note": blank_text, "returned_because": blank_text},
        kept=frozenset(
            {
                *("id", "request", "closing", "mandate", "person_name", "email", "informed_on", "informed_by"),
                *("recorded_by", "recorded_at", "returned_at"),
            }
        ),
    ),
    # Rows of files stay, without what they were called, until the store has deleted the file itself.
    Trace(
        RequestAttachment,
        "request",
        wiped={"original_name": blank_text},
        kept=frozenset({"id", "request", "message", "file", "content_type", "size", "added_at"}),
    ),
    Trace(
        RequestDraft,
        "request",
        wiped={"data": no_values, "key": other_token, "submission_token": other_token},
        kept=frozenset({"id", "site", "language", "made_at", "request"}),
    ),
    Trace(
        DraftFile,
        "draft__request",
        wiped={"original_name": blank_text, "latitude": nothing, "longitude": nothing},
        kept=frozenset({"id", "draft", "file", "content_type", "size", "added_at"}),
    ),
)
