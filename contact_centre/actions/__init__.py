"""What the contact centre does. Each verb is atomic and leaves a trace in the log of the record.

Other features may import this module, never the models.
"""

from ..closing.reopening import reopen_activity
from ..closing.resolving import decline_request, resolve_request
from ..explanations.explaining import answer_explanation, explain_shortfall
from ..handover.answering import answer_hand_over
from ..handover.handing import hand_over_request
from ..handover.withdrawing import withdraw_hand_over
from ..inbox.merging import merge_duplicate
from ..inbox.working import (
    add_note,
    assign_request,
    pause_request,
    resume_request,
    start_request,
    write_to_citizen,
)
from ..intake.quarantine import reject_as_spam, release_request
from ..intake.receiving import submit_request
from ..minimum.changing import change_minimum
from ..privacy.forgetting import forget_request
from ..privacy.period import keep_months
from ..quality.drawing import draw_sample
from ..quality.recording import record_quality
from ..register.changing import change_activity
from ..register.copying import copy_of
from ..register.opening import open_activity
from ..register.recording import RowsRefused, record_activities
from ..register.sources import register_source_pages
from ..status.reopening import reopen_request
from ..status.writing import citizen_writes
from .activities import attach_file, cancel_activity, close_activity, remove_file

__all__ = [
    "RowsRefused",
    "add_note",
    "answer_explanation",
    "answer_hand_over",
    "assign_request",
    "attach_file",
    "cancel_activity",
    "change_activity",
    "change_minimum",
    "citizen_writes",
    "close_activity",
    "copy_of",
    "decline_request",
    "draw_sample",
    "explain_shortfall",
    "forget_request",
    "hand_over_request",
    "keep_months",
    "merge_duplicate",
    "open_activity",
    "pause_request",
    "record_activities",
    "record_quality",
    "register_source_pages",
    "reject_as_spam",
    "release_request",
    "remove_file",
    "reopen_activity",
    "reopen_request",
    "resolve_request",
    "resume_request",
    "start_request",
    "submit_request",
    "withdraw_hand_over",
    "write_to_citizen",
]
