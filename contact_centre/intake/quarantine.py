"""What was put aside as suspicious: let in, or judged to be no request. Nothing is deleted (R1)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.history import log_together
from portal.core.inserts import insert
from portal.tenancy.absences.duty import duty_today
from portal.tenancy.models import Association

from ..enums import WITHOUT_ACTIVITY, ChangeKind, RequestStatus
from ..history import note
from ..life import locked, move
from ..models import CitizenRequest, NumberSeries
from ..status.links import prolong, status_address
from .letters import write_letters
from .opening import filings, municipality_of, open_activity_for


@transaction.atomic
def release_request(*, request: CitizenRequest, user: Any) -> bool:
    """Let a held request in: its activity, the receipt and the notice, as if it had come by itself.

    Also what was judged to be spam before. The day of answer counts from the day it was received. Returns whether
    this call did it: False when somebody was faster. Raises ValidationError for one whose text is wiped already.
    """
    current = locked(request)
    if current.status not in WITHOUT_ACTIVITY:
        return False
    if current.anonymised_on is not None:
        raise ValidationError(_("The personal data of this request are gone, so it can't be let in."))
    year, duty = timezone.localdate().year, duty_today()
    number = NumberSeries.next_number(site_id=current.site_id, kind=NumberSeries.Kind.ACTIVITY, year=year)
    current.activity = open_activity_for(
        current, filing=filings.get(current.kind), number=number, year=year, duty=duty, user=user
    )
    insert(municipality_of(current.activity, current))
    note(current.activity, ChangeKind.OPENED, user=user)
    log_together((current.activity, "contact_centre.open"), user=user)
    move(current, RequestStatus.REGISTERED, user=user, at=current.received_at)
    prolong(current)
    association = Association.objects.for_site(current.site)
    if association is not None:
        write_letters(association, current, status_url=status_address(current), duty=duty)
    return True


@transaction.atomic
def reject_as_spam(*, request: CitizenRequest, user: Any) -> bool:
    """Say that a held request is none; it is kept and can still be let in. False when somebody decided before."""
    current = locked(request)
    if current.status != RequestStatus.RECEIVED:
        return False
    move(current, RequestStatus.SPAM, user=user)
    return True
