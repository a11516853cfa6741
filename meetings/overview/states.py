"""How far a mayors' meeting of a window has got."""

from django.db import models
from django.utils.translation import pgettext_lazy


class MeetingState(models.TextChoices):
    """The state of an association's meeting in a window."""

    MISSING = "missing", pgettext_lazy("mayors' meeting", "not planned")
    CANCELLED = "cancelled", pgettext_lazy("mayors' meeting", "cancelled")
    DRAFT = "draft", pgettext_lazy("mayors' meeting", "being written")
    ANNOUNCED = "announced", pgettext_lazy("mayors' meeting", "announced")
    INVITED = "invited", pgettext_lazy("mayors' meeting", "mayors invited")
    HELD = "held", pgettext_lazy("mayors' meeting", "held")

    @property
    def progress(self) -> int:
        """Its place among the others, from the one that needs most."""
        return list(MeetingState).index(self)
