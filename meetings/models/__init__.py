"""Meetings as pages: the list, the notices and their files."""

from .pages import MeetingFile, MeetingIndexPage, MeetingPage

__all__ = ["MeetingFile", "MeetingIndexPage", "MeetingPage"]
