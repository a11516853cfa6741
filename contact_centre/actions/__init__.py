"""What the contact centre does. Each verb is atomic and leaves a trace in the log of the record.

Other features may import this module, never the models.
"""

from .activities import attach_file, cancel_activity, change_activity, close_activity, open_activity, remove_file
from .requests import submit_request

__all__ = [
    "attach_file",
    "cancel_activity",
    "change_activity",
    "close_activity",
    "open_activity",
    "remove_file",
    "submit_request",
]
