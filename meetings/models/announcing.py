"""What was told about a meeting, to whom, and why late (M2, M9, MTG-3). Lines are written once."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.append_only import AppendOnly, AppendOnlyQuerySet
from portal.tenancy.models import Mandate, Municipality, SiteOwned
from portal.tenancy.querysets import SiteOwnedQuerySet

from ..enums import AnnouncementKind, InviteeRole


class LineQuerySet(SiteOwnedQuerySet, AppendOnlyQuerySet):  # type: ignore[override]
    """Lines of one association that never change."""


class LateInvitation(AppendOnly, SiteOwned):
    """That somebody who may do so let an invitation out later than the rule allows, and why (M2).

    It holds for the meeting on this day only: moved to another one, it has to be decided anew.
    """

    meeting = models.ForeignKey(
        "meetings.MeetingPage", verbose_name=_("meeting"), on_delete=models.PROTECT, related_name="late_invitations"
    )
    held_on = models.DateField(_("day of the meeting"))
    days = models.PositiveSmallIntegerField(_("days the rule asks for"))
    last_day = models.DateField(_("last day by the rule"))
    reason = models.TextField(_("reason"), max_length=1000)
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.CharField(_("who"), max_length=150)
    by_key = models.CharField(max_length=40, blank=True, editable=False)

    objects = LineQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("late invitation")
        verbose_name_plural = _("late invitations")
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)
        permissions = [("override_invitation", "Can invite later than the rule allows")]
        indexes = [
            models.Index(fields=["site", "-at"], name="late_invitation_listing"),
            models.Index(fields=["meeting", "held_on"], name="late_invitation_of_day"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.held_on}"


class Announcement(AppendOnly, SiteOwned):
    """One thing that was told about a meeting, with the facts as they were then (M9).

    `facts` are those of `meetings.facts.facts_of` with the points that aren't public: whoever shows them filters.
    `sequence` is that of the calendar entry (RFC 5545), `number` counts the lines of the meeting from 1.
    """

    meeting = models.ForeignKey(
        "meetings.MeetingPage", verbose_name=_("meeting"), on_delete=models.PROTECT, related_name="announcements"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("what"), max_length=10, choices=AnnouncementKind)
    sequence = models.PositiveSmallIntegerField(default=0)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"), null=True)
    facts = models.JSONField(default=dict)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    late = models.ForeignKey(
        LateInvitation, verbose_name=_("late invitation"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.CharField(_("who"), max_length=150, blank=True)
    by_key = models.CharField(max_length=40, blank=True, editable=False)

    objects = LineQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["meeting", "number"]
        default_permissions = ("add", "view")
        indexes = [models.Index(fields=["site", "-at"], name="announcement_listing")]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="announcement_number_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.number} {self.kind}"


class Invitation(SiteOwned):
    """Somebody invited to a meeting by name and e-mail; `key` stands in their personal link (MTG-3).

    What goes to them is in the outbox, an event for each announcement. When the invitation itself went out is kept here
    too: the outbox forgets after years, the proof stays.
    """

    meeting = models.ForeignKey(
        "meetings.MeetingPage", verbose_name=_("meeting"), on_delete=models.PROTECT, related_name="invitations"
    )
    announcement = models.ForeignKey(
        Announcement, verbose_name=_("announcement"), on_delete=models.PROTECT, related_name="invitations"
    )
    role = models.CharField(_("role"), max_length=20, choices=InviteeRole)
    name = models.CharField(_("full name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"))
    municipality = models.ForeignKey(
        Municipality, verbose_name=_("municipality"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    mandate = models.ForeignKey(Mandate, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    key = models.CharField(max_length=43, unique=True, editable=False)
    invited_at = models.DateTimeField(_("invited"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    returned_at = models.DateTimeField(_("came back"), null=True, blank=True, editable=False)
    message_id = models.CharField(max_length=255, blank=True, editable=False)
    problem = models.CharField(_("why mail doesn't reach it"), max_length=400, blank=True, editable=False)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["pk"]
        default_permissions = ("add", "change", "view")
        indexes = [models.Index(fields=["site", "-invited_at"], name="invitation_listing")]
        constraints = [
            models.UniqueConstraint(
                "meeting",
                Lower("email"),
                name="invited_once",
                violation_error_message=_("This address is invited already."),
            )
        ]

    def __str__(self) -> str:
        return self.name or str(self.pk)


class FollowerRun(SiteOwned):
    """How far those who follow meetings by e-mail have been told of an announcement; done when it is `finished_at`."""

    announcement = models.OneToOneField(Announcement, on_delete=models.PROTECT, related_name="follower_run")
    told_to = models.BigIntegerField(default=0, editable=False)
    told = models.PositiveIntegerField(default=0, editable=False)
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("mail to followers")
        verbose_name_plural = _("mail to followers")
        ordering = ["pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["id"], condition=Q(finished_at=None), name="follower_run_open")]

    def __str__(self) -> str:
        return str(self.announcement_id)
