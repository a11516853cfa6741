"""Letters to citizens: one way for all, in their language, with the number and the link, once (R2, R3)."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django.utils.translation import gettext_lazy

from contact_centre.letters import request_of
from contact_centre.status.letters import tell_citizen
from contact_centre.status.links import prolong, status_address
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association

from .citizen import EMAIL, written

pytestmark = pytest.mark.django_db


@pytest.mark.spec("R3")
@pytest.mark.parametrize(("language", "path"), [("cs", "/kontakt/stav/"), ("en", "/en/contact/status/")])
def test_a_letter_has_the_number_the_link_and_the_day_it_ends_and_none_of_their_words(
    dso_a: Association, language: str, path: str
) -> None:
    request = written(dso_a, language=language)
    subject = gettext_lazy("An answer from our centre")
    assert tell_citizen(request=request, what="note:1", subject=subject, lead="Píšeme.", text="Opravíme to.")
    letter = OutboxMessage.objects.get(event=f"contact_centre.citizen_note:{request.pk}:1")
    assert request_of(letter.event) == request.pk
    assert (letter.recipient, letter.reply_to) == (EMAIL, "centrum@example.org")
    assert request.reference in letter.subject
    for text in (letter.text, letter.html):
        assert "Opravíme to." in text
        assert f"{path}{request.status_token}/" in text
        for theirs in ("Nesvítí", "Nováková"):
            assert theirs not in text


def test_it_goes_once_and_to_nobody_without_an_address(dso_a: Association) -> None:
    request = written(dso_a)
    for _again in range(2):
        assert tell_citizen(request=request, what="note", subject="Zpráva", lead="Píšeme.")
    assert OutboxMessage.objects.filter(event__startswith="contact_centre.citizen_note").count() == 1
    request.email = ""
    assert not tell_citizen(request=request, what="other", subject="Zpráva", lead="Píšeme.")


@pytest.mark.spec("R3")
def test_each_letter_prolongs_the_link_and_none_shortens_it(dso_a: Association) -> None:
    request = written(dso_a)
    before = request.status_until
    assert before is not None
    with time_machine.travel(timezone.now() + timedelta(days=80)):
        tell_citizen(request=request, what="note", subject="Zpráva", lead="Píšeme.")
    request.refresh_from_db()
    assert request.status_until is not None
    assert request.status_until - before >= timedelta(days=79)
    later = request.status_until
    prolong(request)
    assert request.status_until == later


def test_without_a_contact_page_there_is_no_address(dso_a: Association) -> None:
    request = written(dso_a)
    assert status_address(request).endswith(f"/kontakt/stav/{request.status_token}/")
    dso_a.site.root_page.get_descendants().filter(slug="kontakt").delete()
    dso_a.site.root_page.get_translations().first().get_descendants().delete()
    assert status_address(request) == ""
