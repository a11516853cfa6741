"""As whom an association writes, and where answers go (T2, decision 64)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage

from newsletters.subscribers.asking import ask
from newsletters.subscribers.proof import offered_topics
from portal.jobs.outbox import enqueue
from portal.tenancy.appearance.sender import validate_sender_name
from portal.tenancy.models import Association, Union

pytestmark = [pytest.mark.django_db, pytest.mark.spec("T2"), pytest.mark.only_on("sqlite")]


def letter_of(association: Association | None, deliver: Callable[[], list[EmailMessage]], number: int = 1) -> Any:
    site = association.site if association else None
    enqueue(event=f"test:{number}", recipient="jana@example.org", subject="Zpráva", text="Text", site=site)
    [mail] = deliver()
    return mail.message()


def test_the_next_letter_comes_from_the_new_name_and_answers_go_where_it_says(
    delivered_mail: Callable[[], list[EmailMessage]], union: Union, dso_a: Association, dso_b: Association
) -> None:
    Association.objects.filter(pk=dso_a.pk).update(
        sender_name="Centrum služeb Horní, z. s.", reply_to="centrum@example.org", email="svazek@example.org"
    )
    own = letter_of(dso_a, delivered_mail)
    assert str(own["From"]) == '"Centrum služeb Horní, z. s." <portal@example.org>'
    assert own["Reply-To"] == "centrum@example.org"
    # Nobody else's changed.
    assert str(letter_of(dso_b, delivered_mail, 2)["From"]) == f"{dso_b.name} <portal@example.org>"
    assert str(letter_of(None, delivered_mail, 3)["From"]) == f"{union.name} <portal@example.org>"


def test_left_empty_it_is_the_associations_name_and_address(
    delivered_mail: Callable[[], list[EmailMessage]], dso_a: Association
) -> None:
    Association.objects.filter(pk=dso_a.pk).update(email="svazek@example.org")
    own = letter_of(dso_a, delivered_mail)
    assert str(own["From"]) == f"{dso_a.name} <portal@example.org>"
    assert own["Reply-To"] == "svazek@example.org"


def test_letters_of_the_features_ask_for_answers_there_too(
    delivered_mail: Callable[[], list[EmailMessage]], dso_a: Association
) -> None:
    dso_a.reply_to, dso_a.email = "centrum@example.org", "svazek@example.org"
    dso_a.save()
    ask(site=dso_a.site, email="jana@example.org", topics=list(offered_topics()), language="cs")
    [mail] = delivered_mail()
    assert mail.reply_to == ["centrum@example.org"]


@pytest.mark.parametrize(
    "name",
    [
        "Svazek\r\nBcc: x@example.org", "podvod@example.org", "Svazek <x@y.cz>", 'a"b', "\u202egro.elpmaxe",
        "Svazek\u200b", "a\\b",
    ],
)  # fmt: skip
def test_a_name_that_isnt_only_a_name_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        validate_sender_name(name)


@pytest.mark.parametrize(
    "name", ["Mikroregion Smiřicko", "Centrum společných služeb – Úpa (CSS), z. s.", "O'Brien & spol."]
)
def test_a_plain_name_is_taken(name: str) -> None:
    validate_sender_name(name)
