"""The letter that tells a mayor how a request ended (R5), and the one about its coming back.

It says what was asked, where and how it ended. The citizen's text, name and contact aren't in it: to know the end of
a matter nobody needs them, and where the municipality is to act they go with the hand-over, on a ground of their own.
"""

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from portal.tenancy.models import Association, Mandate

from .. import letters
from ..models import CitizenRequest, MayorNotice

CZECH = "cs"
FOLDER = "emails/contact_centre"


def letter_values(*, request: CitizenRequest, person_name: str, **context: Any) -> dict[str, Any]:
    """What the letter says, with its `subject` in the active language."""
    about = request.category.label if request.category else request.get_kind_display()
    subject = _("How request %(reference)s ended: %(about)s, %(municipality)s") % {
        "reference": request.reference,
        "about": about,
        "municipality": request.municipality.name,
    }
    responsible = request.activity.responsible if request.activity else None
    return {"subject": subject, "about": about, "person_name": person_name, "responsible": responsible, **context}


def preview(*, request: CitizenRequest, mandate: Mandate, **context: Any) -> dict[str, str]:
    """Subject and text of the letter as it would go to `mandate` now; nothing is written."""
    with translation.override(CZECH):
        association = Association.objects.get(site=request.site_id)
        values = letter_values(request=request, person_name=mandate.person_name, **context)
        values |= {"association": association, "citizen_request": request}
        return {"subject": values["subject"], "text": render_to_string(f"{FOLDER}/mayor.txt", values).strip()}


def write_to_mayor(*, request: CitizenRequest, notice: MayorNotice, template: str, **context: Any) -> None:
    """Put the one letter of this closing into the outbox, in Czech; call it in the transaction of the closing."""
    association = Association.objects.select_related("site").get(site=request.site_id)
    with translation.override(CZECH):
        values = letter_values(request=request, person_name=notice.person_name, **context)
    letters.write(
        template=template,
        event=f"mayor:{request.pk}:{notice.closing}",
        recipient=notice.email,
        association=association,
        request=request,
        language=CZECH,
        reply_to=association.answers_to,
        **values,
    )
