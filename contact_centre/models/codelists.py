"""The Union's code lists for the register (ACT-6): rows, not code; retired ones stay on old records."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.models import CodeListEntry


class ActivityTrigger(CodeListEntry):
    """What made the centre start: a mayor, a citizen, a grant call …"""

    CITIZEN = "citizen"
    FOLLOW_UP = "follow_up"

    class Meta(CodeListEntry.Meta):
        verbose_name = _("trigger")
        verbose_name_plural = _("triggers")


class ActivityArea(CodeListEntry):
    """A field of work; the first twelve are also the agendas of the benefits analysis."""

    CITIZENS = "citizens"

    class Meta(CodeListEntry.Meta):
        verbose_name = _("area")
        verbose_name_plural = _("areas")


class ActivitySubarea(CodeListEntry):
    """A part of an area; says whether work of its kind is usually expert advice (TGT-1)."""

    area = models.ForeignKey(ActivityArea, verbose_name=_("area"), on_delete=models.PROTECT, related_name="subareas")
    is_expert_advice = models.BooleanField(
        _("usually expert advice"), default=False, help_text=_("Prefills the same field of a new activity.")
    )

    class Meta:
        verbose_name = _("sub-area")
        verbose_name_plural = _("sub-areas")
        ordering = ["area__order", "order", "code"]


class Handler(CodeListEntry):
    """Who handles an activity: the centre's staff, a law firm, an expert … (ACT-4)."""

    opinion_required = models.BooleanField(
        _("written opinion required"),
        default=False,
        help_text=_("The activity can be closed only with a written opinion attached."),
    )
    informs_union = models.BooleanField(
        _("tell the Union"),
        default=False,
        help_text=_("The Union gets the specification by e-mail when an activity is given to this handler."),
    )
    uses_legal_hours = models.BooleanField(
        _("draws on the hours of legal advice"),
        default=False,
        help_text=_("Hours are recorded with the activity and taken off the centre's balance."),
    )

    class Meta(CodeListEntry.Meta):
        verbose_name = _("who handles it")
        verbose_name_plural = _("who handles activities")


class ActivityOutput(CodeListEntry):
    """What a closed activity ended with (ACT-1, ACT-3)."""

    HANDED_OVER = "handed_over"

    class Meta(CodeListEntry.Meta):
        verbose_name = _("output")
        verbose_name_plural = _("outputs")


class RequestCategory(CodeListEntry):
    """What a citizen's request is about: waste, street lighting …"""

    class Meta(CodeListEntry.Meta):
        verbose_name = _("category of requests")
        verbose_name_plural = _("categories of requests")
