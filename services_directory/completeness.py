"""How complete the directory is: the one place that says which facts count and how a share is computed.

Everything is computed by the database, so that lists sort and page by it in a constant number of queries.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, ExpressionWrapper, F, IntegerField, OuterRef, Q, Sum, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .enums import BarrierFree, ContactKind
from .models import ServiceContact


def _public_contact(*kinds: ContactKind) -> Exists:
    contacts = ServiceContact.objects.filter(service=OuterRef("pk"), is_internal=False, kind__in=kinds)
    return Exists(contacts)


@dataclass(frozen=True)
class Fact:
    """Something people ask about a service; `known` is true where we can tell, `tab` is where it is filled in."""

    key: str
    label: "str | Promise"
    tab: str
    known: Any

    @property
    def column(self) -> str:
        """The annotation that is true where the fact is known."""
        return f"knows_{self.key}"


FACTS = (
    Fact("phone", _("public phone"), "contacts", _public_contact(ContactKind.PHONE)),
    Fact("online", _("e-mail or website"), "contacts", _public_contact(ContactKind.EMAIL, ContactKind.WEB)),
    Fact("hours", _("opening hours"), "hours", ~Q(opening_hours="") | ~Q(hours_note="")),
    Fact("subject", _("subject of activity"), "service", ~Q(subject="")),
    Fact("position", _("position on the map"), "place", Q(latitude__isnull=False)),
    # Many villages have no streets: a house number and a postcode lead there.
    Fact("address", _("whole address"), "place", ~Q(house_number="") & ~Q(psc="")),
    Fact("body", _("operating body with IČO"), "service", ~Q(operator_name="") & ~Q(operator_ico="")),
    Fact("access", _("barrier-free access"), "access", ~Q(barrier_free=BarrierFree.UNKNOWN)),
    Fact("photo", _("photograph"), "service", Q(photo__isnull=False)),
    Fact("verified", pgettext_lazy("fact", "verification"), "service", Q(verified_on__isnull=False)),
)
"""Ten facts of the same weight: each is a tenth of the whole."""

BY_KEY = {fact.key: fact for fact in FACTS}
WHOLE = 100


def with_completeness(services: Any) -> Any:
    """`services` with a true or false for each fact and `completeness`, the share of known facts in percent."""
    for fact in FACTS:
        condition = fact.known
        services = services.annotate(**{fact.column: Case(When(condition, then=Value(1)), default=Value(0))})
    known = sum((F(fact.column) for fact in FACTS[1:]), F(FACTS[0].column))
    share = ExpressionWrapper(known * Value(WHOLE) / Value(len(FACTS)), output_field=IntegerField())
    return services.annotate(completeness=share)


def without_fact(services: Any, key: str) -> Any:
    """The part of `services` whose fact `key` is missing. Raises KeyError for an unknown one."""
    fact = BY_KEY[key]
    return services.exclude(Q(fact.known))


def missing_facts(service: Any) -> list[Fact]:
    """What is missing of a service that came from `with_completeness`."""
    return [fact for fact in FACTS if not getattr(service, fact.column)]


@dataclass(frozen=True)
class Share:
    """How complete the published services of one group (an association, a municipality) are."""

    key: Any
    services: int
    percent: int
    missing: dict[str, int]

    def missing_by_fact(self) -> list[tuple[Fact, int, int]]:
        """Each fact, how many services lack it, and how many in a hundred have it."""
        return [
            (fact, self.missing[fact.key], round(WHOLE * (1 - self.missing[fact.key] / self.services)))
            for fact in FACTS
        ]


def shares(services: Any, group: str) -> list[Share]:
    """Completeness by `group` (a field of the service), worst first; one query."""
    flagged = with_completeness(services.order_by())
    sums = {f"has_{fact.key}": Sum(fact.column) for fact in FACTS}
    rows: Iterable[dict[str, Any]] = flagged.values(group).annotate(services=Count("pk"), **sums)
    found = []
    for row in rows:
        count = row["services"]
        missing = {fact.key: count - row[f"has_{fact.key}"] for fact in FACTS}
        known = len(FACTS) * count - sum(missing.values())
        found.append(Share(row[group], count, WHOLE * known // (len(FACTS) * count), missing))
    return sorted(found, key=lambda share: (share.percent, -share.services))


def counted(services: Any) -> Any:
    """The services whose completeness counts: those the public may find."""
    return services.published()
