"""Mail that came back asks for a check of every entry that gives that address (F10)."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy, override

from portal.jobs.bounces import Bounce
from portal.jobs.registry import periodic

from ..enums import CheckReason, ContactKind
from ..models import Service, ServiceContact
from .checks import ask_for_check, settle_mended


def note_bounce(bounce: Bounce) -> int:
    """Ask for a check of each entry, of whatever association, that has the address as a contact; how many are new.

    Only when the address itself is to blame. An address written in capitals is the same address.
    """
    if not bounce.permanent:
        return 0
    address = bounce.recipient.lower()
    having = ServiceContact.objects.filter(kind=ContactKind.EMAIL).annotate(small=Lower("value")).filter(small=address)
    lasting = Q(closed_on=None) | Q(closed_on__gt=timezone.localdate())
    with override(settings.LANGUAGE_CODE):
        detail = bounce.in_words
    return ask_for_check(
        services=Service.objects.filter(lasting, pk__in=having.order_by().values("service")),
        reason=CheckReason.BOUNCED,
        value=address,
        detail=detail,
    )


@periodic(
    "services_directory.settle_checks", every=timedelta(hours=1), label=gettext_lazy("End checks of mended entries")
)
def settle_checks_of_mended() -> int:
    """Entries whose contacts were changed in bulk (an import); publishing one settles it at once."""
    return settle_mended()
