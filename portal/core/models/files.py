"""Images and documents under our own names from the first migration on, so that they can grow.

They carry no tags: Wagtail keeps one vocabulary for the whole installation and offers everybody the most
used ones, which would show one association's words to another.
"""

from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.core.files.storage.base import Storage
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

from ..kept_files import kept_because


class KeptWhereShown:
    """A mixin: says in the form why a picture or a document has to stay as it is."""

    def clean(self) -> None:
        super().clean()  # type: ignore[misc]
        if reason := kept_because(self):
            raise ValidationError({"file": reason})


class PortalImage(KeptWhereShown, AbstractImage):
    """A picture with the words that replace it (`description`) and its author, printed beside it."""

    credit = models.CharField(_("author of the picture"), max_length=200, blank=True)

    admin_form_fields = (
        "title",
        "file",
        "description",
        "credit",
        "collection",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        indexes = [models.Index(fields=["file"], name="image_by_file")]


class PortalRendition(AbstractRendition):
    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_of_a_kind")
        ]
        # Browsers ask for a picture by its name (`portal.tenancy.given_out`).
        indexes = [models.Index(fields=["file"], name="rendition_by_file")]


def document_storage() -> Storage:
    """Where documents lie: not in the folder a proxy may give out by itself."""
    return storages["private"]


class PortalDocument(KeptWhereShown, AbstractDocument):
    """A document is given out at its own address only, where it is asked who may have it (decision 49)."""

    file = models.FileField(_("file"), storage=document_storage, upload_to="documents")

    admin_form_fields = ("title", "file", "collection")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
