"""Documents that stand, or once stood, in a programme: the public gets them only where something public shows them."""

from django.db import models
from django.utils import timezone
from wagtail.documents import get_document_model_string


class ProgrammeFile(models.Model):
    """That a document is or was in a point of a meeting's programme, published or only written (M1).

    Written by the portal beside every version of a page, never by hand. It stays when the document is taken out of
    the programme or the page is deleted: what was put aside for those invited doesn't become public by that.
    """

    document = models.ForeignKey(get_document_model_string(), on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey("meetings.MeetingPage", on_delete=models.SET_NULL, null=True, related_name="+")
    since = models.DateTimeField(default=timezone.now, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "file of a programme"
        verbose_name_plural = "files of programmes"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["document", "meeting"], name="programme_file_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.document_id}"
