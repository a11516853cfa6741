"""Reports go where their entry goes: who answers for it answers them."""

from ..enums import OPEN_MISTAKES, MistakeState
from ..models import MistakeReport, Service


def follow_service(service: Service) -> int:
    """Hand the reports that wait over to the association `service` has moved to; answered ones stay. How many went."""
    waiting = MistakeReport.objects.filter(uid=service.uid, state__in=OPEN_MISTAKES | {MistakeState.HELD})
    return waiting.exclude(site=service.site_id).update(site=service.site_id)
