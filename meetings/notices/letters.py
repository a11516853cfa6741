"""The one mail about a broken proof (M8)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.tenancy.absences.duty import managers_on_duty
from portal.tenancy.models import Association

from ..announcing.letters import write
from ..models import Notice
from .checks import Check, words

TEMPLATE = "proof_broken"


def tell_the_centre(notice: Notice, result: Check) -> None:
    """Write to the association's address that the proof doesn't hold any more; in the transaction that noted it.

    Once for each break: one that was mended and broke again is told again. Without an address its managers get it.
    """
    association = Association.objects.select_related("site").filter(site=notice.site_id).first()
    if association is None:
        return
    for recipient in [association.email] if association.email else managers_on_duty(notice.site_id):
        write(
            template=TEMPLATE,
            event=f"notice_broken:{notice.pk}:{result.at.isoformat()}",
            recipient=recipient,
            subject=_("The proof of a notice no longer agrees"),
            association=association,
            meeting=notice.meeting,
            problems=[words(problem) for problem in result.problems],
            url=f"{association.site.root_url}{reverse('meeting_notices:index')}?proof=broken",
        )
