"""What other features may do with newsletters, and the verbs of issues kept in one place."""

from .sending.gate import NotSendable, Sendable, is_sent, sendable
from .sending.recording import record_sending
from .sending.restoring import publish_approved, restore_approved
from .subscribers.followers import MEETINGS, FollowerMail, count_followers, followers, write_to_followers
from .subscribers.offer import subscribing_url

__all__ = [
    "MEETINGS",
    "FollowerMail",
    "NotSendable",
    "Sendable",
    "count_followers",
    "followers",
    "is_sent",
    "publish_approved",
    "record_sending",
    "restore_approved",
    "sendable",
    "subscribing_url",
    "write_to_followers",
]
