"""The proof that somebody asked for mail: a line for each act, and the words they agreed to (X2)."""

from collections.abc import Iterable
from hashlib import sha256

from django.db.models import QuerySet

from portal.core.languages import interface_language

from ..enums import ConsentAct, ConsentSource
from ..models import ConsentEvent, ConsentWording, Subscriber, SubscriptionTopic


def note(
    *,
    subscriber: Subscriber,
    act: ConsentAct,
    source: ConsentSource,
    topics: Iterable[SubscriptionTopic] | None = None,
    wording: ConsentWording | None = None,
    language: str = "",
    proof: str = "",
    by: str = "",
) -> ConsentEvent:
    """Add a line about `subscriber`; call it in the transaction of the act, after it. Lines never change.

    `topics` are the subscriber's own if none are given, `language` is that of the words that were read, `proof` the
    `fingerprint` of the key in the link that was used, and `by` who of the centre did it.
    """
    chosen = subscriber.topics.all() if topics is None else topics
    return ConsentEvent.objects.create(
        site_id=subscriber.site_id,
        subscriber=subscriber,
        act=act,
        source=source,
        topics=sorted(topic.code for topic in chosen),
        wording=wording,
        language=language,
        proof=proof,
        by=by[:150],
    )


def fingerprint(key: str) -> str:
    """What is kept of a link that was used: who has the key can show that it was this one, nobody can work it out."""
    return sha256(key.encode()).hexdigest()


def current_wording() -> ConsentWording:
    """The words people agree to now. Raises ConsentWording.DoesNotExist before the installation is provisioned."""
    newest = ConsentWording.objects.order_by("-version").first()
    if newest is None:
        raise ConsentWording.DoesNotExist("Provisioning makes the first wording of the consent")
    return newest


def words_of(wording: ConsentWording, language: str) -> str:
    """The words in the language of the form they stand in: Czech, or English for all others."""
    return wording.text_en if interface_language(language) == "en" else wording.text


def offered_topics() -> QuerySet[SubscriptionTopic]:
    """What one may subscribe to today, in the Union's order."""
    found: QuerySet[SubscriptionTopic] = SubscriptionTopic.objects.current()
    return found
