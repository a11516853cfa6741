"""The way out: addresses of the envelope, and what an error says of the message."""

import pytest
from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from django.core.mail.backends import smtp

from portal.jobs.smtp import EmailBackend
from portal.jobs.transport import Verdict, verdict_on


@pytest.fixture
def backends() -> tuple[EmailBackend, smtp.EmailBackend]:
    """Ours, and Django's."""
    return EmailBackend(alias="delivery", host="localhost"), smtp.EmailBackend(alias="delivery", host="localhost")


@pytest.mark.parametrize(
    "address", ["jana@example.cz", "j.n+x@a-b.example.cz", "Svazek Úpa <portal@example.cz>", "jana@háček.cz"]
)
def test_an_address_stands_in_the_envelope_as_django_writes_it(
    backends: tuple[EmailBackend, smtp.EmailBackend], address: str
) -> None:
    ours, djangos = backends
    assert ours.prep_address(address) == djangos.prep_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "a@b.cz\r\nRCPT TO:<c@d.cz>",
        "a@b.cz\n",
        "jana..n@example.cz",
        "a@b.cz, c@d.cz",
        "háček@example.cz",
        "<a@b.cz",
        "",
    ],
)
def test_an_address_that_django_refuses_is_refused(
    backends: tuple[EmailBackend, smtp.EmailBackend], address: str
) -> None:
    for backend in backends:
        with pytest.raises(ValueError, match=r"(?i)address|parse|header"):
            backend.prep_address(address)


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (AnymailAPIError("connection lost"), Verdict.UNKNOWN),
        (AnymailAPIError("slow down", status_code=429), Verdict.NOT_SENT),
        (AnymailRecipientsRefused("no such address"), Verdict.REFUSED),
    ],
)
def test_the_answers_of_a_mail_services_api(error: Exception, verdict: Verdict) -> None:
    assert verdict_on(error) is verdict
