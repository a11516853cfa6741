"""What other features may ask of meetings."""

from .ahead import meetings_ahead, meetings_now

__all__ = ["meetings_ahead", "meetings_now"]
