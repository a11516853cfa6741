"""Mayors and their deputies as recipients in office: entered, followed and ended by the register (NWS-3).

They didn't ask for the newsletter: it goes to them because of their office, and they may leave as everybody else. Who
left stays out for that mandate; the next one begins anew.
"""

from collections import defaultdict
from datetime import date, timedelta

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from portal.core.tickets import new_token
from portal.jobs.registry import periodic
from portal.jobs.runner import stopping
from portal.tenancy.models import Association, Mandate, Municipality

from ..enums import ConsentAct, ConsentSource, SubscriberKind, SubscriberState
from ..models import ConsentEvent, Subscriber
from .confirm_links import KEY_BYTES

POSITIONS = (Mandate.Position.MAYOR, Mandate.Position.DEPUTY)
FOLLOWED = ("email", "state", "municipality", "mandate", "confirmed_at", "ended_at", "paused_until", "problem")
WISHES = (ConsentAct.WITHDRAWN, ConsentAct.ERASED)

logger = structlog.get_logger(__name__)


@periodic("newsletters.offices", every=timedelta(days=1), label=_("Recipients in office of newsletters"))
def sync_all_offices() -> int:
    """Every association; one that fails doesn't hold back the others. Returns how many there were."""
    done, errors = 0, []
    for association in Association.objects.order_by("pk"):
        if stopping():
            break
        try:
            sync_offices(association.site_id)
            done += 1
        except Exception as error:
            logger.exception("offices_not_synced", association=association.pk)
            errors.append(error)
    if errors:
        raise ExceptionGroup("Recipients in office of some associations were not looked after", errors)
    return done


@transaction.atomic
def sync_offices(site: Site | int) -> None:
    """Make the recipients in office of an association those whose mandates are in force today.

    No letter is sent. A second call changes nothing. Each address is there once, however many offices it has; who
    left of their own will stays out until a mandate that began later.
    """
    association = Association.objects.select_for_update().get(site=site)
    _Sync(association, _in_force(association)).run()


def _in_force(association: Association) -> dict[str, list[Mandate]]:
    """Mandates of the members by address in small letters, mayors first."""
    members = Municipality.objects.members_of(association).order_by().values("pk")
    rows = Mandate.objects.valid_on().filter(municipality__in=members, position__in=POSITIONS).exclude(email="")
    found = defaultdict(list)
    for mandate in sorted(
        rows.order_by(), key=lambda row: (POSITIONS.index(Mandate.Position(row.position)), row.valid_from, row.pk)
    ):
        found[mandate.email.lower()].append(mandate)
    return found


class _Sync:
    """One run over the rows of one association."""

    def __init__(self, association: Association, wanted: dict[str, list[Mandate]]) -> None:
        self.site_id = association.site_id
        self.wanted = wanted
        self.now = timezone.now()
        rows = Subscriber.objects.for_association(association).filter(kind=SubscriberKind.OFFICE)
        self.rows = list(rows.select_related("mandate").order_by("pk"))
        self.by_address = {row.email.lower(): row for row in self.rows if row.email}
        self.left = self._who_left()
        self.entered: list[Subscriber] = []
        self.changed: list[Subscriber] = []
        self.events: list[tuple[Subscriber, ConsentAct]] = []
        self.kept: set[int] = set()

    def run(self) -> None:
        for address, mandates in self.wanted.items():
            open_ones = [mandate for mandate in mandates if not self._is_left(address, mandate)]
            if open_ones:
                self._keep(address, open_ones)
        for row in self.rows:
            if row.pk not in self.kept and row.state != SubscriberState.UNSUBSCRIBED:
                row.state, row.ended_at = SubscriberState.UNSUBSCRIBED, self.now
                self._change(row, ConsentAct.WITHDRAWN)
        self._write()

    def _who_left(self) -> list[tuple[Subscriber, str, date]]:
        """Who ended it themselves, with the address and the day; those whom the register ended are not among them."""
        ended = [row for row in self.rows if row.state == SubscriberState.UNSUBSCRIBED]
        acts = ConsentEvent.objects.filter(subscriber__in=ended, act__in=WISHES).order_by("at", "pk")
        last = dict(acts.values_list("subscriber", "source"))
        return [
            (row, _address_of(row), timezone.localdate(row.ended_at or self.now))
            for row in ended
            if last.get(row.pk) != ConsentSource.OFFICE
        ]

    def _is_left(self, address: str, mandate: Mandate) -> bool:
        """Whether they asked not to get it: for this mandate, or for this address while the mandate was in force."""
        return any(
            row.mandate_id == mandate.pk or (left == address and mandate.valid_from <= day)
            for row, left, day in self.left
        )

    def _keep(self, address: str, mandates: list[Mandate]) -> None:
        """Have one active row for the address, of one of its mandates."""
        row = self.by_address.get(address) or self._moved(mandates)
        if row is None:
            self.entered.append(self._new(mandates[0]))
            return
        self.kept.add(row.pk)
        mandate = next((one for one in mandates if one.pk == row.mandate_id), mandates[0])
        is_ended = row.state == SubscriberState.UNSUBSCRIBED
        is_moved = row.email.lower() != address
        if not (is_ended or is_moved or row.mandate_id != mandate.pk):
            return
        row.mandate, row.municipality_id = mandate, mandate.municipality_id
        if is_ended or is_moved:
            row.email, row.state, row.problem = mandate.email, SubscriberState.ACTIVE, ""
            row.ended_at, row.confirmed_at = None, row.confirmed_at or self.now
        if is_ended:
            row.paused_until = None
        self._change(row, ConsentAct.ENTERED if is_ended else ConsentAct.CHANGED)

    def _moved(self, mandates: list[Mandate]) -> Subscriber | None:
        """The row of one of these mandates, whose address nobody else in office has."""
        keys = {mandate.pk for mandate in mandates}
        left = {row.pk for row, _address, _day in self.left}
        for row in self.rows:
            if row.mandate_id in keys and row.pk not in self.kept | left and row.email.lower() not in self.wanted:
                return row
        return None

    def _new(self, mandate: Mandate) -> Subscriber:
        return Subscriber(
            site_id=self.site_id,
            kind=SubscriberKind.OFFICE,
            email=mandate.email,
            state=SubscriberState.ACTIVE,
            municipality_id=mandate.municipality_id,
            mandate=mandate,
            key=new_token(KEY_BYTES),
            created_at=self.now,
            confirmed_at=self.now,
        )

    def _change(self, row: Subscriber, act: ConsentAct) -> None:
        self.changed.append(row)
        self.events.append((row, act))

    def _write(self) -> None:
        Subscriber.objects.bulk_update(self.changed, FOLLOWED)
        entered = Subscriber.objects.bulk_create(self.entered)
        lines = [*self.events, *((row, ConsentAct.ENTERED) for row in entered)]
        ConsentEvent.objects.bulk_create(self._line(row, act) for row, act in lines)

    def _line(self, row: Subscriber, act: ConsentAct) -> ConsentEvent:
        return ConsentEvent(
            site_id=self.site_id,
            subscriber=row,
            act=act,
            source=ConsentSource.OFFICE,
            at=self.now,
            language=row.language,
        )


def _address_of(row: Subscriber) -> str:
    """The address of a row, also of one whose address was deleted: the register still knows its mandate's."""
    return (row.email or (row.mandate.email if row.mandate else "")).lower()
