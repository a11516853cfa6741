"""The Union's review, a task of Wagtail's workflow."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask


class UnionReviewTask(AbstractGroupApprovalTask):
    """An issue waits until somebody of the Union's reviewers approves it or asks for changes (NWS-5).

    A type of its own, so that the one task is found again whatever the Union calls it.
    """

    class Meta:
        verbose_name = _("review by the Union")
        verbose_name_plural = _("reviews by the Union")

    @classmethod
    def get_description(cls) -> str:
        return str(_("The Union's reviewers approve the newsletter, or return it with comments."))
