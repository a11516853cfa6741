"""Meetings as pages, and the rows behind them: bodies, announcements, invitations, notices, papers."""

from .announcing import Announcement, FollowerRun, Invitation, LateInvitation
from .bodies import MeetingBody, MeetingRules, RequiredPoint
from .files import ProgrammeFile
from .notices import MeetingPaper, Notice, NoticeLine
from .pages import MeetingFile, MeetingIndexPage, MeetingPage

__all__ = [
    "Announcement",
    "FollowerRun",
    "Invitation",
    "LateInvitation",
    "MeetingBody",
    "MeetingFile",
    "MeetingIndexPage",
    "MeetingPage",
    "MeetingPaper",
    "MeetingRules",
    "Notice",
    "NoticeLine",
    "ProgrammeFile",
    "RequiredPoint",
]
