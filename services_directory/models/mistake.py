"""A mistake somebody reported on a service's page (D11)."""

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from portal.tenancy.models import SiteOwned
from portal.tenancy.querysets import SiteOwnedQuerySet

from ..enums import OPEN_MISTAKES, MistakeState, MistakeTopic
from .service import Service


class MistakeReportQuerySet(SiteOwnedQuerySet):
    """Reported mistakes, named after what is asked."""

    def open(self) -> Self:
        """Reports somebody has yet to answer."""
        return self.filter(state__in=OPEN_MISTAKES)

    def held(self) -> Self:
        """Suspicious reports that wait for somebody to say whether they are real."""
        return self.filter(state=MistakeState.HELD)

    def overdue(self) -> Self:
        """Open reports whose day of answer has gone by."""
        return self.open().filter(due_on__lt=timezone.localdate())

    def waiting_first(self) -> Self:
        """Open ones, then held ones, then the rest; the oldest first where somebody waits, the newest else."""
        waits = Case(
            When(state__in=OPEN_MISTAKES, then=Value(0)), When(state=MistakeState.HELD, then=Value(1)), default=Value(2)
        )
        closed = Case(When(Q(state__in=[*OPEN_MISTAKES, MistakeState.HELD]), then=None), default="answered_at")
        return self.order_by(waits, closed.desc(), "reported_at", "pk")


class MistakeReport(SiteOwned):
    """What a visitor says is wrong; tracked until the centre answers. `token` is the once-only ticket of the form.

    `key` opens the reporter's page with the state and the answer. The reporter's address is wiped by a job
    after the answer has been given for a while.
    """

    service = models.ForeignKey(Service, on_delete=models.SET_NULL, null=True, related_name="mistakes")
    uid: "models.UUIDField[UUID, UUID]" = models.UUIDField(_("identifier of the service"))
    service_name = models.CharField(_("service"), max_length=255)
    topic = models.CharField(_("what is wrong"), max_length=20, blank=True)
    text = models.TextField(_("description"), max_length=2000)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(max_length=10, default="cs", editable=False)
    token = models.CharField(max_length=64, unique=True, editable=False)
    key = models.CharField(max_length=43, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=MistakeState, default=MistakeState.NEW)
    reported_at = models.DateTimeField(_("reported"), default=timezone.now)
    due_on = models.DateField(_("answer by"), null=True)
    answer = models.TextField(_("answer to the reporter"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    handled_by = models.CharField(_("handled by"), max_length=150, blank=True)

    objects = MistakeReportQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("reported mistake")
        verbose_name_plural = _("reported mistakes")
        ordering = ["reported_at", "pk"]
        default_permissions = ("change", "view")
        indexes = [models.Index(fields=["site", "state", "reported_at"], name="mistake_listing")]

    def __str__(self) -> str:
        return self.service_name

    @property
    def is_open(self) -> bool:
        """Whether somebody has yet to answer it."""
        return self.state in OPEN_MISTAKES

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def topic_label(self) -> "str | StrPromise":
        """What is wrong, in words."""
        return MistakeTopic(self.topic).label if self.topic in MistakeTopic.values else self.topic
