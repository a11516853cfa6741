"""Kinds of meetings the association gives notice of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeetingKind(models.TextChoices):
    MAYORS = "mayors", _("Mayors' meeting")
    ASSEMBLY = "assembly", _("General assembly")
    BOARD = "board", _("Meeting of the board")
    PUBLIC = "public", _("Meeting with citizens")
    OTHER = "other", _("Other meeting")


PROGRAMME_KINDS = frozenset({MeetingKind.MAYORS})
"""Kinds to which the programme's windows and days for the invitation apply (MTG-1, MTG-3)."""
