"""What became of a mailing, in numbers: no tracking pixel, no redirected link (X5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from ..enums import SubscriberKind
from ..models import Delivery
from .outcomes import Became


@dataclass(frozen=True)
class Figures:
    """Recipients of one mailing by what became of their message. `came back` and `unsubscribed` are among the sent."""

    recipients: int = 0
    sent: int = 0
    in_doubt: int = 0
    refused: int = 0
    bounced: int = 0
    unsubscribed: int = 0
    left_out: int = 0
    waiting: int = 0
    readers: int = 0
    """Of the recipients: who asked for it; the others are in office."""

    @property
    def offices(self) -> int:
        return self.recipients - self.readers

    @property
    def delivered(self) -> int:
        """What was sent and didn't come back."""
        return self.sent - self.bounced

    @property
    def settled(self) -> int:
        """With how many the portal is finished."""
        return self.recipients - self.waiting


def figures_of(issues: Iterable[Any]) -> dict[int, Figures]:
    """Figures by the page id of each of `issues` that has a mailing; one query, whatever their number."""
    return by_issue(Delivery.objects.filter(mailing__issue__in=[issue.pk for issue in issues]))


def by_issue(deliveries: QuerySet[Delivery]) -> dict[int, Figures]:
    """Figures of `deliveries` by the page id of their issue; one query."""
    counted: Any = (
        deliveries.order_by()
        .values("mailing__issue")
        .annotate(
            recipients=Count("pk"),
            readers=Count("pk", filter=Q(kind=SubscriberKind.READER)),
            **{one.value: Count("pk", filter=one.rows) for one in Became},
        )
    )
    return {row.pop("mailing__issue"): Figures(**row) for row in counted}
