"""The Union learns what a specialist is asked for (ACT-4)."""

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from portal.jobs.models import OutboxMessage
from portal.jobs.outbox import enqueue
from portal.tenancy.absences.duty import union_on_duty
from portal.tenancy.models import Association

from ..models import Activity

EVENT = "legal.specialist"
"""Not "contact_centre.": mail of that name is about a citizen's request (`letters.request_of`)."""
LANGUAGE = "cs"
TEMPLATE = "emails/contact_centre/specialist"


def tell_union(activity: Activity) -> None:
    """Send the specification to the Union if the Union's specialist handles `activity`; otherwise nothing.

    Call it in the transaction of opening or changing, when the row and its history are written: one letter for each
    activity and specification, however often; a changed specification goes as a new version. The letter holds what
    the register says of the matter and nobody's name; answers go to the centre's own address.
    """
    if not activity.handled_by.informs_union or not activity.specification.strip():
        return
    # How often it was written anew tells versions apart, also when an earlier wording comes back.
    version = activity.changes.filter(field="specification").count()
    about = f"{EVENT}:{activity.pk}:"
    is_new_version = OutboxMessage.objects.filter(event__startswith=about).exclude(event=f"{about}{version}").exists()
    association = Association.objects.select_related("site").get(site=activity.site_id)
    with translation.override(LANGUAGE):
        what = (
            _("Changed specification for a specialist: %(reference)s")
            if is_new_version
            else _("A specialist is asked for: %(reference)s")
        )
        subject = what % {"reference": activity.reference}
        context = {
            "association": association,
            "activity": activity,
            "subject": subject,
            "is_new_version": is_new_version,
        }
        text, html = (render_to_string(f"{TEMPLATE}.{kind}", context) for kind in ("txt", "html"))
    for address in union_on_duty():
        enqueue(
            event=f"{about}{version}",
            recipient=address,
            subject=subject,
            text=text,
            html=html,
            site=association.site,
            reply_to=association.answers_to,
        )
