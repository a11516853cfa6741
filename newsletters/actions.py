"""What other features may do with newsletters, and the verbs of issues kept in one place."""

from .sending.gate import NotSendable, Sendable, is_sent, sendable
from .sending.recording import record_sending
from .sending.restoring import publish_approved, restore_approved

__all__ = [
    "NotSendable",
    "Sendable",
    "is_sent",
    "publish_approved",
    "record_sending",
    "restore_approved",
    "sendable",
]
