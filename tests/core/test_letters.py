"""The frame of letters: one message, one button, who sends it and why; the text says the same."""

import re

import pytest
from django.template import Context, Template

from portal.tenancy.models import Association

BODY = (
    "{% block content %}<p>We have it.</p>{% endblock %}"
    "{% block button %}"
    '{% include "emails/button.html" with url="https://example.org/x/?a=1&b=2" label="Status" %}'
    "{% endblock %}"
    "{% block why %}You filled in our form.{% endblock %}"
)
TEXT = (
    "{% block content %}We have it: {{ name }}\nhttps://example.org/x/{% endblock %}"
    "{% block why %}You filled in our form.{% endblock %}"
)


def render(frame: str, body: str, **context: object) -> str:
    return Template(f'{{% extends "{frame}" %}}{body}').render(Context(context))


@pytest.fixture
def sender(dso_a: Association) -> Association:
    dso_a.phone, dso_a.email, dso_a.seat_town = "+420491000101", "centrum@example.org", "Horní"
    dso_a.seat_street, dso_a.seat_psc = "Náves 1", "54912"
    return dso_a


def test_the_letter_names_its_sender_and_reason(sender: Association) -> None:
    for frame, body in (("emails/base.html", BODY), ("emails/base.txt", TEXT)):
        letter = render(frame, body, association=sender, subject="Received").replace("\u00a0", " ")
        for part in (sender.name, "Received", "We have it", "You filled in our form.", sender.ico, "549 12 Horní"):
            assert part in letter, (frame, part)
        assert "+420 491 000 101" in letter
        assert "centrum@example.org" in letter


def test_the_letter_reads_without_pictures_and_fits_a_phone(sender: Association) -> None:
    letter = render("emails/base.html", BODY, association=sender, subject="Received")
    assert "<img" not in letter
    assert "max-width:600px" in letter
    assert "prefers-color-scheme: dark" in letter
    assert letter.count('class="button"') == 1
    assert not re.findall(r'(?:src|href)="(?!https://example\.org|mailto:)', letter)


def test_the_text_is_not_escaped(sender: Association) -> None:
    letter = render(
        "emails/base.txt", f"{{% autoescape off %}}{TEXT}{{% endautoescape %}}", association=sender, name="A & B"
    )
    assert "&amp;" not in letter


def test_the_unions_letter_needs_no_association(union: object) -> None:
    letter = render("emails/base.html", BODY, union=union, subject="Received")
    assert str(union) in letter.replace("\u00a0", " ")
