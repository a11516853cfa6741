"""A message on its way: what was typed and uploaded before it is sent, for a day at most."""

from django.db import models
from django.utils import timezone
from wagtail.models import Site

from portal.core.tickets import new_token

from .activity import StoredFile
from .request import CitizenRequest


class RequestDraft(models.Model):
    """What somebody typed into the form and is about to check; `key` opens it, nobody of the centre sees it.

    `data` are the form's own values as they were posted. Once sent it points at the `request` and holds no data.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64, unique=True, default=new_token)
    submission_token = models.CharField(max_length=64)
    data = models.JSONField(default=dict)
    language = models.CharField(max_length=10, default="cs")
    made_at = models.DateTimeField(default=timezone.now, db_index=True)
    request = models.ForeignKey(CitizenRequest, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        verbose_name = "draft of a request"
        verbose_name_plural = "drafts of requests"
        constraints = [models.UniqueConstraint(fields=["site", "submission_token"], name="request_drafted_once")]

    def __str__(self) -> str:
        return f"{self.site_id}: {self.made_at:%Y-%m-%d %H:%M}"


class DraftFile(StoredFile):
    """A checked file of a draft, with the place where a photograph was taken until the citizen says what of it."""

    draft = models.ForeignKey(RequestDraft, on_delete=models.CASCADE, related_name="files")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Meta:
        verbose_name = "file of a draft"
        verbose_name_plural = "files of drafts"
        ordering = ["pk"]
