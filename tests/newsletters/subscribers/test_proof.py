"""What proves that somebody asked: words, time, source and the link's fingerprint; the Union keeps the words (X2)."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from newsletters.enums import SubscriberState
from newsletters.models import ConsentEvent, ConsentWording, Subscriber, SubscriptionTopic
from newsletters.subscribers.asking import ask
from newsletters.subscribers.confirming import confirm
from newsletters.subscribers.proof import current_wording, offered_topics
from portal.tenancy.models import Association, Union

from .asking import FORM, READER, letters, link_in, nobody_is_too_quick, typed
from .factories import make_subscriber

pytestmark = [pytest.mark.django_db, pytest.mark.spec("X2")]


def test_asking_and_confirming_leave_lines_that_prove_it(dso_a: Association, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody_is_too_quick(monkeypatch)
    visitor = Client(HTTP_HOST="horni.localhost")
    before = timezone.now()
    visitor.post(FORM, typed(visitor, topics=["newsletter"]))
    agreed = current_wording()
    key = Subscriber.objects.get().confirm_key
    # Who confirms agrees to the words they read, whatever holds by then.
    ConsentWording.objects.create(version=agreed.version + 1, text="Nové", text_en="New")
    visitor.post(link_in(letters("confirm")[0]))
    asked, confirmed = ConsentEvent.objects.order_by("pk")
    assert (asked.act, asked.source, asked.wording, asked.language) == ("asked", "form", agreed, "cs")
    assert (confirmed.act, confirmed.source, confirmed.wording, confirmed.language) == (
        "confirmed",
        "link",
        agreed,
        "cs",
    )
    assert before <= asked.at <= confirmed.at <= timezone.now()
    assert asked.topics == confirmed.topics == ["newsletter"]
    assert (asked.proof, confirmed.proof) == ("", sha256(key.encode()).hexdigest())
    assert asked.site == confirmed.site == dso_a.site


def test_lines_and_words_somebody_agreed_to_never_change(dso_a: Association) -> None:
    row = make_subscriber(dso_a)
    changes = (
        lambda: ConsentEvent.objects.update(act="changed"),
        lambda: ConsentWording.objects.update(text="jinak"),
        lambda: ConsentWording.objects.filter(version=1).delete(),
    )
    for change in changes:
        with pytest.raises((DatabaseError, TypeError)), transaction.atomic():
            change()
    row.delete()
    assert not ConsentEvent.objects.exists()


def test_the_union_adds_words_and_can_change_none(dso_a: Association, union_admin: Any, union: Union) -> None:
    client = Client(HTTP_HOST="localhost")
    client.force_login(union_admin)
    make_subscriber(dso_a)
    add = reverse("consent_wordings:add")
    first = current_wording()
    assert first.text in client.get(add).content.decode()
    same = client.post(add, {"text": first.text, "text_en": first.text_en})
    assert same.status_code == 200
    client.post(add, {"text": "Souhlasím.", "text_en": "I agree."})
    second = current_wording()
    assert (second.version, second.text) == (first.version + 1, "Souhlasím.")
    assert "Souhlasím." in Client(HTTP_HOST="horni.localhost").get(FORM).content.decode()
    assert client.get(reverse("consent_wordings:index")).status_code == 200
    assert client.get(reverse("consent_wordings:inspect", args=[first.pk])).status_code == 200
    for action in ("edit", "delete"):
        assert client.get(f"/admin/newsletters/consents/{action}/{first.pk}/").status_code == 404


def test_the_union_words_and_retires_topics_and_a_centre_does_not(
    dso_a: Association, union_admin: Any, manager_a: Any
) -> None:
    client = Client(HTTP_HOST="localhost")
    client.force_login(union_admin)
    make_subscriber(dso_a)
    topic = SubscriptionTopic.objects.get(code="corrections")
    edit = reverse("subscription_topics:edit", args=[topic.pk])
    today = timezone.localdate()
    page = client.get(edit)
    assert page.status_code == 200
    values = {"name": "Opravy", "name_en": "Errata", "description": "Občas.", "order": 5}
    assert client.post(edit, {**values, "retired_on": today.strftime("%d.%m.%Y")}).status_code == 302
    topic.refresh_from_db()
    assert (topic.name, topic.translations["en"], topic.retired_on, topic.code) == (
        "Opravy",
        "Errata",
        today,
        "corrections",
    )
    assert [offered.code for offered in offered_topics()] == ["newsletter", "meetings"]
    client.force_login(manager_a)
    for path in (edit, reverse("subscription_topics:index"), reverse("consent_wordings:add")):
        assert client.get(path).status_code == 302
        assert client.post(path, values).status_code == 302
    topic.refresh_from_db()
    assert topic.name == "Opravy"


def test_who_asks_again_after_the_end_adds_to_the_proof_of_before(dso_a: Association) -> None:
    row = make_subscriber(dso_a, READER, state=SubscriberState.UNSUBSCRIBED)
    ask(site=dso_a.site, email=READER, topics=offered_topics())
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        confirm(site=dso_a.site, token=link_in(letters("confirm")[0]).split("/")[-2])
    acts = [(event.act, event.topics) for event in row.events.all()]
    every = ["corrections", "meetings", "newsletter"]
    assert acts == [("asked", ["newsletter"]), ("confirmed", ["newsletter"]), ("asked", every), ("confirmed", every)]
