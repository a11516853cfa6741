"""The Union's programme as rows it edits: no date and no limit of the methodology is written in code."""

from .calendar import Deadline, MeetingWindow, MonitoringPeriod
from .programme import Programme
from .publicity import PublicityNotice
from .threshold import Threshold

__all__ = ["Deadline", "MeetingWindow", "MonitoringPeriod", "Programme", "PublicityNotice", "Threshold"]
