"""How long addresses and proof are kept, and the jobs that delete them (X1, X2; GDPR, art. 5(1)(e))."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.jobs.registry import periodic
from portal.jobs.runner import stopping
from portal.tenancy.models import Mandate

from ..enums import DeliveryState, SubscriberKind, SubscriberState
from ..limits import limit
from ..models import Delivery, Mailing, Subscriber
from .letters import forget_letters

ENDED = (SubscriberState.UNSUBSCRIBED, SubscriberState.UNREACHABLE)
SETTLED = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.IN_DOUBT, DeliveryState.LEFT_OUT)
"""Deliveries nobody is about to send."""
BATCH = 500
LETTERS_FOLLOW = timedelta(days=3)
"""So long after an address was deleted a letter that still waited then may have gone out."""


@periodic("newsletters.forget_subscribers", every=timedelta(days=1), label=_("Delete subscribers who ended long ago"))
def forget_subscribers() -> int:
    """Delete them with their lines of proof and letters; returns how many. Killed, it goes on with the next run."""
    _forget_letters_of_erased()
    done = 0
    while not stopping():
        some = list(_due().order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not some:
            break
        done += _forget(some)
    return done


@periodic(
    "newsletters.forget_delivery_addresses",
    every=timedelta(days=1),
    label=_("Delete addresses from mailings of long ago"),
)
def forget_delivery_addresses() -> int:
    """Empty the addresses of deliveries that were settled so many days ago; figures stay. Returns how many.

    A report of non-delivery that comes even later no longer finds its delivery, since it must name the recipient, and
    changes nothing.
    """
    before, done = timezone.now() - timedelta(days=limit("delivery_address_days")), 0
    addressed = Delivery.objects.exclude(recipient="").filter(created_at__lt=before, state__in=SETTLED)
    # By mailing: there are few, and each has an index of its deliveries that have an address.
    mailings = Mailing.objects.filter(started_at__lt=before)
    for mailing in mailings.filter(Exists(addressed.filter(mailing=OuterRef("pk")))).order_by("pk"):
        last = 0
        while not stopping():
            some = list(
                addressed.filter(mailing=mailing, pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
            )
            if not some:
                break
            last = some[-1]
            done += Delivery.objects.filter(pk__in=some).update(recipient="", last_error="", bounce_detail="")
    return done


def _due() -> QuerySet[Subscriber]:
    """Who ended longer ago than the proof is kept; who never confirmed has none, and goes after the days for that.

    Who left an office while in it stays as long as the mandate: else they would be entered again.
    """
    now = timezone.now()
    proof_until = now - relativedelta(years=limit("subscriber_consent_years"))
    never = Q(confirmed_at=None, ended_at__lt=now - timedelta(days=limit("subscriber_unconfirmed_days")))
    in_office = Mandate.objects.valid_on(timezone.localdate(now)).filter(pk=OuterRef("mandate"))
    ended = Subscriber.objects.filter(never | Q(ended_at__lt=proof_until), state__in=ENDED, confirm_key="")
    found: QuerySet[Subscriber] = ended.exclude(Q(kind=SubscriberKind.OFFICE) & Q(Exists(in_office)))
    return found


@transaction.atomic
def _forget(pks: list[int]) -> int:
    # Once more by the conditions: somebody may have subscribed again a moment ago.
    rows = list(_due().select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk"))
    for row in rows:
        forget_letters(row)
    Delivery.objects.filter(subscriber__in=rows).exclude(recipient="").update(recipient="")
    Subscriber.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _forget_letters_of_erased() -> None:
    """Letters that still waited when their address was deleted have gone out since, and go now."""
    for row in Subscriber.objects.filter(erased_at__gt=timezone.now() - LETTERS_FOLLOW).order_by("pk"):
        forget_letters(row)
