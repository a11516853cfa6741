"""The programme's rows are the Union's, for every association (P1)."""

from portal.tenancy.keeping.registry import register_shared


def register() -> None:
    """Called once, when the app is ready."""
    names = ("Programme", "Deadline", "MeetingWindow", "MonitoringPeriod", "Threshold")
    register_shared("rules of the Union", *(f"programme.{name}" for name in names))
