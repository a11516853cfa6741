"""Which rows of the Union's programme stand on public pages: days, windows and limits do, on everybody's."""

from portal.tenancy import versions
from portal.tenancy.models import Union
from portal.tenancy.watched import everywhere, watch

from . import models as m


def _of_notice(notice: m.PublicityNotice) -> list[int | None]:
    """The Union's notices stand on every site."""
    is_the_unions = Union.objects.filter(site=notice.site_id).exists()
    return [versions.EVERYWHERE if is_the_unions else notice.site_id]


def register() -> None:
    """Name every model of the app; called once, when the app is ready."""
    watch(m.Programme, m.MonitoringPeriod, m.MeetingWindow, m.Deadline, m.Threshold, sites=everywhere)
    watch(m.PublicityNotice, sites=_of_notice)
