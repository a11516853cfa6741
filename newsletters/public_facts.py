"""Which rows of newsletters stand on public pages (`portal.tenancy.watched`); issues are pages, and those are."""

from portal.tenancy.kept_pages.typed import name_fields
from portal.tenancy.watched import everywhere, not_shown, watch

from . import models as m


def register() -> None:
    """Name every model of the app; called once, when the app is ready."""
    from .subscribers.form import SubscribeForm

    name_fields(SubscribeForm)
    watch(m.SubscriptionTopic, m.ConsentWording, sites=everywhere)
    watch(m.IssueSending)
    not_shown(
        m.Contribution,
        m.Contributor,
        because="contributions are read by the editors; what they take in is published with the issue",
    )
    not_shown(
        m.ReviewDecision,
        m.ReviewLink,
        m.ReviewRound,
        m.RoundComment,
        m.UnionReviewTask,
        because="the Union's review is nobody else's; what comes of it is published with the issue",
    )
    not_shown(
        m.ConsentEvent, m.Delivery, m.Mailing, m.Subscriber, because="nobody learns who reads; secret pages aren't kept"
    )
    not_shown(m.DropPoint, m.PrintDrop, m.PrintRun, because="printing and distributing paper is the centre's own work")
