"""What a subscriber changes by themselves: topics, municipality, language, and the address mail goes to (X4)."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.tenancy.models import Municipality

from ..enums import ConsentAct, ConsentSource, SubscriberKind, SubscriberState
from ..models import Subscriber, SubscriptionTopic
from .asking import ask
from .letters import take_back_followed
from .proof import fingerprint, note, offered_topics


@transaction.atomic
def change(
    *,
    subscriber: Subscriber,
    topics: Iterable[SubscriptionTopic],
    municipality: Municipality | None,
    language: str,
    source: ConsentSource = ConsentSource.LINK,
    by: str = "",
) -> bool:
    """Set what a reader wants; whether anything changed. People in office choose the language only.

    Raises ValidationError by field without a topic, for a municipality that isn't a member, and for who isn't
    subscribed (any more).
    """
    row = Subscriber.objects.select_for_update(of=("self",)).get(pk=subscriber.pk)
    _require_active(row)
    before = (row.language, row.municipality_id, set(row.topics.values_list("pk", flat=True)))
    row.language = language
    if row.kind == SubscriberKind.READER:
        chosen = list(topics)
        _check(row, chosen, municipality)
        row.municipality = municipality
        row.topics.set(chosen)
    after = (row.language, row.municipality_id, set(row.topics.values_list("pk", flat=True)))
    if after == before:
        return False
    row.save(update_fields=["language", "municipality"])
    if before[2] - after[2]:
        take_back_followed(row)
    proof = fingerprint(row.key) if source == ConsentSource.LINK else ""
    note(subscriber=row, act=ConsentAct.CHANGED, source=source, language=language, proof=proof, by=by)
    return True


@transaction.atomic
def move(*, subscriber: Subscriber, email: str, language: str) -> None:
    """Ask for the same subscription at another address; this one ends when that one is confirmed, not before.

    Nothing in the answer says whether the other address is known. Raises ValidationError by field (`email`), also
    for people in office, whose address is the register's.
    """
    row = Subscriber.objects.select_for_update(of=("self",)).get(pk=subscriber.pk)
    _require_active(row)
    if row.kind != SubscriberKind.READER:
        raise ValidationError({"email": _("Your address comes from the register of mayors. Write to the centre.")})
    if email.strip().lower() == row.email.lower():
        raise ValidationError({"email": _("Mail goes to this address already.")})
    chosen = offered_topics().filter(pk__in=row.topics.order_by().values("pk"))
    members = Municipality.objects.members_of(row.site.association)
    ask(
        site=row.site,
        email=email,
        topics=chosen or offered_topics(),
        municipality=members.filter(pk=row.municipality_id).first() if row.municipality_id else None,
        language=language,
        source=ConsentSource.LINK,
        replaces=row,
    )


def _require_active(row: Subscriber) -> None:
    if row.state != SubscriberState.ACTIVE:
        raise ValidationError(_("The subscription has ended meanwhile."))


def _check(row: Subscriber, topics: list[SubscriptionTopic], municipality: Municipality | None) -> None:
    problems = {}
    # A topic the Union retired meanwhile may stay with who has it.
    known = {*offered_topics().values_list("pk", flat=True), *row.topics.values_list("pk", flat=True)}
    if not topics or not {topic.pk for topic in topics} <= known:
        problems["topics"] = _("Choose at least one. To get nothing at all, unsubscribe.")
    if municipality is not None and municipality.pk != row.municipality_id:
        members = Municipality.objects.members_of(row.site.association)
        if not members.filter(pk=municipality.pk).exists():
            problems["municipality"] = _("This municipality isn't a member of the association.")
    if problems:
        raise ValidationError(problems)
