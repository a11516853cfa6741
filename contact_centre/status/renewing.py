"""A new link for who comes by one that ended: sent to the address the citizen gave, never shown (R3)."""

from datetime import timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from portal.core.tickets import new_token

from ..life import locked
from ..models import CitizenRequest
from .letters import tell_citizen
from .links import FINDER, has_ended

ONCE_IN = timedelta(hours=1)


def renew_link(request: CitizenRequest) -> bool:
    """Mail a link that holds, once an hour at most; False if none goes out.

    A link whose days went by gets a new key and stays dead; one that holds is only sent again, so that who has an
    older one can't take it from the citizen.
    """
    if not request.email or not cache.add(f"status-link:{request.pk}", 1, timeout=int(ONCE_IN.total_seconds())):
        return False
    with transaction.atomic():
        current = locked(request)
        if has_ended(current):
            current.status_token = f"{current.status_token[:FINDER]}{new_token()[FINDER:]}"
            current.save(update_fields=["status_token"])
        return tell_citizen(
            request=current,
            what=f"link:{timezone.now():%Y%m%d%H%M%S}",
            subject=gettext_lazy("A new link to your message"),
            lead=gettext_lazy("You asked for a new link to your message. Here it is; older ones hold no more."),
        )
