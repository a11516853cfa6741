"""Asking for mail: the row waits for its confirmation, the letter with the link goes out (X1, X2).

Nobody learns here whether an address is known: whatever it is, the answer is the same and only the letter differs.
What somebody else asked for in another's name changes nothing for that other one until they confirm it themselves.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from wagtail.models import Site

from portal.core.limits import count_uses
from portal.core.tickets import new_token
from portal.jobs.outbox import checked_address
from portal.tenancy.models import Municipality

from ..enums import ConsentAct, ConsentSource, SubscriberKind, SubscriberState
from ..models import ConsentEvent, Subscriber, SubscriptionTopic
from . import letters
from .confirm_links import KEY_BYTES
from .proof import current_wording, note, offered_topics

LETTERS_A_DAY, DAY = 3, timedelta(days=1)
"""So many letters of ours an address gets in a day of one association, whoever asks for them."""
LETTERS_OF_ALL = 9
"""The same of all associations together: nobody can have an inbox filled by the forms of seventy sites."""


@transaction.atomic
def ask(
    *,
    site: Site,
    email: str,
    topics: Iterable[SubscriptionTopic],
    municipality: Municipality | None = None,
    language: str = "cs",
    source: ConsentSource = ConsentSource.FORM,
    by: str = "",
    replaces: Subscriber | None = None,
) -> None:
    """Somebody agreed to get mail at `email` about `topics`: write to them; the link in the letter confirms it.

    A new address waits; one that waits, ended or didn't work gets a letter with the same link; who is subscribed is
    told so. A reader who moves names the row that the new one `replaces` once it is confirmed. More than three letters
    a day no address gets: what is asked for then is left as it was. Raises ValidationError by field (`email`, `topics`,
    `municipality`); from the public's form nothing in it says whether the address is known, the centre (`source`
    STAFF, `by` whom) is told.
    """
    chosen = list(topics)
    address = _checked(site, email, chosen, municipality)
    number = _number_of_letter(site, address)
    is_staff = source == ConsentSource.STAFF
    if number is None:
        if is_staff:
            raise ValidationError({"email": _("This address got three letters today; try again tomorrow.")})
        return
    subscriber = _row(site, address)
    if subscriber.state == SubscriberState.ACTIVE:
        if is_staff:
            raise ValidationError({"email": _("This address is here already.")})
        letters.tell_subscribed(subscriber, number)
        return
    subscriber.municipality, subscriber.language, subscriber.replaces = municipality, language, replaces
    letters.ask_to_confirm(subscriber, _wait(subscriber, chosen, source, by))


def same_address(email: str) -> dict[str, object]:
    """Conditions for rows `alias`ed by `LOWERED` that have this address, however it is spelt."""
    return {"address": Lower(Value(email))}


LOWERED = Lower(F("email"))


def _wait(
    subscriber: Subscriber, topics: Collection[SubscriptionTopic], source: ConsentSource, by: str
) -> ConsentEvent:
    """Write down what was asked for. Its state stays: who ended stays ended, with the proof of it, until they confirm.

    The link stays too while it hasn't been used, so that it doesn't matter which of several letters one opens.
    """
    subscriber.confirm_key = subscriber.confirm_key or new_token(KEY_BYTES)
    subscriber.save(update_fields=["municipality", "language", "replaces", "confirm_key"])
    subscriber.topics.set(topics)
    return note(
        subscriber=subscriber,
        act=ConsentAct.ASKED,
        source=source,
        topics=topics,
        wording=current_wording(),
        language=subscriber.language,
        by=by,
    )


def _checked(site: Site, email: str, topics: Collection[SubscriptionTopic], municipality: Municipality | None) -> str:
    problems: dict[str, str | list[str]] = {}
    address = ""
    try:
        address = checked_address(email)
    except ValidationError as error:
        problems["email"] = error.messages
    offered = set(offered_topics().values_list("pk", flat=True))
    if not topics or not {topic.pk for topic in topics} <= offered:
        problems["topics"] = _("Choose at least one.")
    if municipality is not None and not _is_member(site, municipality):
        problems["municipality"] = _("This municipality isn't a member of the association.")
    if problems:
        raise ValidationError(problems)
    return address


def _is_member(site: Site, municipality: Municipality) -> bool:
    return Municipality.objects.members_of(site.association).filter(pk=municipality.pk).exists()


def _number_of_letter(site: Site, address: str) -> int | None:
    """Which letter of today this will be; None for one too many. Counted in the transaction of the letter."""
    spelt = address.lower()
    uses = ("subscription-letter", f"{site.pk}:{spelt}"), ("subscription-letters", spelt)
    here, everywhere = count_uses(*uses, window=DAY)
    return here if here <= LETTERS_A_DAY and everywhere <= LETTERS_OF_ALL else None


def _row(site: Site, address: str) -> Subscriber:
    """The reader's row of this address, locked; a new one waits. Two who ask at once get one row."""
    found = _find(site, address)
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return Subscriber.objects.create(site=site, email=address, key=new_token(KEY_BYTES))
    except IntegrityError:
        found = _find(site, address)
        if found is None:
            raise
        return found


def _find(site: Site, address: str) -> Subscriber | None:
    rows = Subscriber.objects.select_for_update().filter(site=site, kind=SubscriberKind.READER)
    found: Subscriber | None = rows.alias(address=LOWERED).filter(**same_address(address)).first()
    return found
