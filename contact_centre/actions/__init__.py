"""What the contact centre does. Each verb is atomic and leaves a trace in the log of the record.

Other features may import this module, never the models.
"""

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
from ..status.reopening import reopen_request
from ..status.writing import citizen_writes
from .activities import attach_file, cancel_activity, change_activity, close_activity, open_activity, remove_file

__all__ = [
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
    "decline_request",
    "draw_sample",
    "explain_shortfall",
    "forget_request",
    "hand_over_request",
    "keep_months",
    "merge_duplicate",
    "open_activity",
    "pause_request",
    "record_quality",
    "reject_as_spam",
    "release_request",
    "remove_file",
    "reopen_request",
    "resolve_request",
    "resume_request",
    "start_request",
    "submit_request",
    "withdraw_hand_over",
    "write_to_citizen",
]
