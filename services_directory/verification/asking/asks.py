"""A provider's links: making them, the signed token in their address, and what has become of one (F5)."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum, auto

from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation

from ...enums import AskState, ServiceState
from ...models import ProviderAsk, Service

SALT = "services_directory.provider_ask"
KEY_BYTES, KEY_LENGTH = 32, 43
VALID = timedelta(days=45)
"""How long a link leads to the page after the letter with it went out."""
AFTER_DUE = timedelta(days=14)
"""A link never ends sooner than so long after the last day for verifying: the late are welcome."""
SEGMENT = "overeni"


class Standing(Enum):
    """What a link leads to now."""

    UNKNOWN = auto()
    REPLACED = auto()
    ANSWERED = auto()
    EXPIRED = auto()
    DELETED = auto()
    CLOSED = auto()
    HIDDEN = auto()
    OPEN = auto()


@dataclass(frozen=True)
class Found:
    """A link's `ask` with its service, and how it stands; `newest` is the one that replaced it."""

    standing: Standing
    ask: ProviderAsk | None = None
    newest: ProviderAsk | None = None


@transaction.atomic
def make_ask(*, service: Service, recipient: str, due_on: date) -> ProviderAsk:
    """The open question to `recipient` about `service` and this last day for verifying.

    All letters about one day carry one link, each prolongs it. Questions of an earlier day to the same recipient
    are replaced: their links lead to this one.
    """
    # Two runs of the job must not make two.
    list(Service.objects.select_for_update().filter(pk=service.pk).values("pk"))
    earlier = _open_asks(service, recipient)
    ask = earlier.filter(due_on=due_on).order_by("-pk").first()
    now = timezone.now()
    expires_at = expiry(now, due_on)
    if ask is None:
        ask = ProviderAsk.objects.create(
            site_id=service.site_id,
            service=service,
            service_name=service.name,
            key=secrets.token_urlsafe(KEY_BYTES),
            recipient=recipient,
            due_on=due_on,
            asked_at=now,
            expires_at=expires_at,
        )
    elif ask.expires_at < expires_at:
        ask.expires_at = expires_at
        ask.save(update_fields=["expires_at"])
    earlier.exclude(pk=ask.pk).update(state=AskState.REPLACED)
    return ask


def _open_asks(service: Service, recipient: str) -> QuerySet[ProviderAsk]:
    return ProviderAsk.objects.filter(service=service, recipient=recipient, state=AskState.OPEN)


def expiry(asked_at: datetime, due_on: date) -> datetime:
    """Until when a link holds that is sent now: 45 days, and at least until two weeks after the day itself."""
    end_of_grace = timezone.make_aware(datetime.combine(due_on + AFTER_DUE + timedelta(days=1), time()))
    return max(asked_at + VALID, end_of_grace)


def token_of(ask: ProviderAsk) -> str:
    """What stands in the address: the key and its signature. Who can only read the database can't make one.

    Nothing but letters, digits, "-" and "_" stands in it: programs that turn text into links break others off.
    """
    return f"{ask.key}{_signer().signature(ask.key)}"


def _key_in(token: str) -> str | None:
    key, signature = token[:KEY_LENGTH], token[KEY_LENGTH:]
    try:
        return _signer().unsign(f"{key}:{signature}")
    except signing.BadSignature:
        return None


def link_of(ask: ProviderAsk, language: str = "cs") -> str:
    """The whole address of the page of `ask` at its service's present site."""
    return links_of([ask], language)[ask.pk]


def links_of(asks: Iterable[ProviderAsk], language: str = "cs") -> dict[int, str]:
    """The addresses of several, by their primary keys; "" where the association has no directory."""
    from ...sections import directory_pages

    wanted = list(asks)
    sites = {ask.pk: ask.service.site if ask.service is not None else ask.site for ask in wanted}
    with translation.override(language):
        pages = directory_pages(list({site.pk: site for site in sites.values()}.values())) if wanted else {}
    return {
        ask.pk: f"{page.full_url}{SEGMENT}/{token_of(ask)}/" if (page := pages.get(sites[ask.pk].pk)) else ""
        for ask in wanted
    }


def find(token: str) -> Found:
    """What a link of this token leads to now. Only reads; a signature that isn't ours costs no query."""
    key = _key_in(token)
    if key is None:
        return Found(Standing.UNKNOWN)
    asks = ProviderAsk.objects.select_related("service__site__root_page", "service__municipality", "site__root_page")
    ask = asks.filter(key=key).first()
    if ask is None:
        return Found(Standing.UNKNOWN)
    if ask.state == AskState.REPLACED:
        newest = _newest(ask)
        return Found(Standing.REPLACED, ask, newest) if newest else Found(Standing.EXPIRED, ask)
    return Found(_standing(ask), ask)


def _standing(ask: ProviderAsk) -> Standing:
    if ask.state != AskState.OPEN:
        return Standing.ANSWERED
    if ask.service is None:
        return Standing.DELETED
    if ask.service.state == ServiceState.CLOSED:
        return Standing.CLOSED
    if ask.service.state == ServiceState.DRAFT:
        return Standing.HIDDEN
    return Standing.EXPIRED if ask.expires_at <= timezone.now() else Standing.OPEN


def _newest(ask: ProviderAsk) -> ProviderAsk | None:
    if ask.service_id is None:
        return None
    same = ProviderAsk.objects.filter(service=ask.service_id, recipient=ask.recipient)
    left = same.exclude(state=AskState.REPLACED).select_related("service__site__root_page", "site__root_page")
    return left.order_by("-pk").first()


def still_open(ask: ProviderAsk) -> list[ProviderAsk]:
    """The other questions to the same recipient about public entries of the same association, nearest day first."""
    site_id = ask.service.site_id if ask.service is not None else ask.site_id
    entries = Service.objects.for_site(site_id).published()
    others = ProviderAsk.objects.filter(recipient=ask.recipient, state=AskState.OPEN, service__in=entries)
    others = others.filter(expires_at__gt=timezone.now()).exclude(pk=ask.pk)
    return list(others.select_related("service__site__root_page", "service__municipality").order_by("due_on", "pk"))


def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT)
