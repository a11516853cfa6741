"""Meetings in people's own calendars: single entries, files in mails, feeds to subscribe to (M9, M10)."""
