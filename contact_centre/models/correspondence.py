"""What the citizen, the centre and the municipality write to each other about a request, and notes of the centre."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.tickets import new_token
from portal.tenancy.models import SiteOwned

from ..enums import MessageAuthor
from .codelists import RequestCategory
from .request import CitizenRequest


class RequestMessage(models.Model):
    """One message about a request, or a note that never leaves the centre (`is_internal`).

    `token` is the once-only ticket of a public form or the Message-ID of a mail: the same comes in once.
    """

    request = models.ForeignKey(CitizenRequest, on_delete=models.PROTECT, related_name="messages")
    author = models.CharField(_("written by"), max_length=10, choices=MessageAuthor)
    name = models.CharField(_("name"), max_length=150, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    is_internal = models.BooleanField(_("note of the centre"), default=False)
    is_question = models.BooleanField(_("asks for an answer"), default=False)
    text = models.TextField(_("text"), max_length=5000)
    written_at = models.DateTimeField(_("written at"), default=timezone.now)
    token = models.CharField(max_length=255, default=new_token, editable=False)

    class Meta:
        verbose_name = _("message about a request")
        verbose_name_plural = _("messages about requests")
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["request", "written_at"], name="message_listing")]
        constraints = [
            models.UniqueConstraint(fields=["request", "token"], name="message_stored_once"),
            models.CheckConstraint(
                condition=Q(is_internal=False) | Q(author=MessageAuthor.CENTRE),
                name="only_the_centre_keeps_notes",
                violation_error_message=_("Only the centre keeps notes."),
            ),
        ]

    def __str__(self) -> str:
        # No personal data: this stands in logs and messages.
        return f"{self.request.reference}: {self.get_author_display()}"


class AnswerTemplate(SiteOwned):
    """A ready answer of an association; a public one is offered to citizens before they send anything."""

    title = models.CharField(_("title"), max_length=150, help_text=_("As a question, if citizens are to see it."))
    text = models.TextField(_("text"), max_length=5000)
    category = models.ForeignKey(
        RequestCategory, verbose_name=_("category"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_public = models.BooleanField(
        _("offer to citizens"), default=False, help_text=_("Shown beside the form when somebody writes about it.")
    )
    order = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("ready answer")
        verbose_name_plural = _("ready answers")
        ordering = ["order", "title"]
        indexes = [models.Index(fields=["site", "order", "title"], name="answer_template_listing")]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "title"],
                name="answer_template_title_once",
                violation_error_message=_("There is a ready answer of this title already."),
            )
        ]

    def __str__(self) -> str:
        return self.title
