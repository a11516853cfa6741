"""Kinds and states of meetings, of what is announced about them, and of who is invited."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MeetingKind(models.TextChoices):
    """Kinds of meetings the association gives notice of."""

    MAYORS = "mayors", _("Mayors' meeting")
    ASSEMBLY = "assembly", _("General assembly")
    BOARD = "board", _("Meeting of the board")
    PUBLIC = "public", _("Meeting with citizens")
    OTHER = "other", _("Other meeting")


PROGRAMME_KINDS = frozenset({MeetingKind.MAYORS})
"""Kinds to which the programme's windows and days for the invitation apply (MTG-1, MTG-3)."""


class BarrierFree(models.TextChoices):
    """Whether one gets in with a wheelchair or a pram."""

    UNKNOWN = "", _("not known")
    YES = "yes", _("barrier-free")
    PARTLY = "partly", _("partly barrier-free")
    NO = "no", _("not barrier-free")


class DayCounting(models.TextChoices):
    """How days between the invitation and the meeting are counted; the association's own choice (M2)."""

    CALENDAR = "calendar", _("the day of the meeting doesn't count, the day of sending does")
    CLEAR = "clear", _("neither the day of sending nor the day of the meeting counts")


class AnnouncementKind(models.TextChoices):
    """What was told about a meeting (M9)."""

    ANNOUNCED = "announced", pgettext_lazy("meeting", "announced")
    INVITED = "invited", pgettext_lazy("meeting", "mayors invited")
    CHANGED = "changed", pgettext_lazy("meeting", "changed")
    MOVED = "moved", pgettext_lazy("meeting", "moved")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "cancelled")


RAISES_SEQUENCE = frozenset({AnnouncementKind.CHANGED, AnnouncementKind.MOVED, AnnouncementKind.CANCELLED})
"""After these the calendar entry of the meeting is a newer one (RFC 5545, 3.8.7.4)."""


class InviteeRole(models.TextChoices):
    """Why somebody is invited (MTG-3)."""

    MAYOR = "mayor", _("mayor")
    DEPUTY = "deputy", _("deputy mayor")
    REPRESENTATIVE = "representative", _("authorised representative")
    EXPERT = "expert", _("communication expert of the Union")
    GUEST = "guest", _("guest")


class NoticeAct(models.TextChoices):
    """What happened to a public notice (M7)."""

    POSTED = "posted", pgettext_lazy("notice", "put up")
    CHANGED = "changed", pgettext_lazy("notice", "changed")
    REMOVED = "removed", pgettext_lazy("notice", "taken down")


class PaperKind(models.TextChoices):
    """Papers of a meeting that are kept (MTG-6)."""

    INVITATION = "invitation", _("invitation with the programme")
    POSTER = "poster", _("poster")
