"""What the contact centre does. Each verb is atomic and leaves a trace in the log of the record.

Other features may import this module, never the models.
"""

from ..inbox.working import (
    add_note,
    assign_request,
    merge_duplicate,
    pause_request,
    resume_request,
    start_request,
    write_to_citizen,
)
from ..status.reopening import reopen_request
from ..status.writing import citizen_writes
from .activities import attach_file, cancel_activity, change_activity, close_activity, open_activity, remove_file
from .requests import submit_request

__all__ = [
    "add_note",
    "assign_request",
    "attach_file",
    "cancel_activity",
    "change_activity",
    "citizen_writes",
    "close_activity",
    "merge_duplicate",
    "open_activity",
    "pause_request",
    "remove_file",
    "reopen_request",
    "resume_request",
    "start_request",
    "submit_request",
    "write_to_citizen",
]
