"""A mail service tells by webhook what it could not deliver: believed with the secret and our Message-ID only."""

import json
from base64 import b64encode
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import mailers as django_mailers
from django.http import HttpResponse
from django.test import Client

from portal import urls
from portal.jobs.bounces import Bounce, registry, webhooks
from portal.jobs.bounces.marks import marked
from portal.jobs.models import OutboxMessage, ReturnedMail
from portal.jobs.transport import Transport
from portal.settings.env import mail_webhooks, mailers
from tests.jobs.factories import write

pytestmark = [pytest.mark.django_db, pytest.mark.spec("X5")]

SECRET = "portal:tajemstvi-o-mnoha-znacich"
ADDRESS = "/anymail/postmark/tracking/"


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Bounce]:
    """What a feature that wants to know is told."""
    bounces: list[Bounce] = []
    monkeypatch.setattr(registry, "_handlers", [bounces.append])
    return bounces


@pytest.fixture
def sent(union: Any) -> OutboxMessage:
    return write(recipient="ctenarka@example.cz")


@pytest.fixture
def report(settings: Any, union: Any) -> Callable[..., HttpResponse]:
    """`report(payload, secret=…)` from outside, through all that stands before the view."""
    module = ModuleType("urls_with_webhooks")
    module.urlpatterns = [*webhooks.webhook_addresses("postmark"), *urls.urlpatterns]  # type: ignore[attr-defined]
    settings.ROOT_URLCONF, settings.ANYMAIL = module, {"WEBHOOK_SECRET": SECRET}
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)

    def send(payload: dict[str, Any], secret: str = SECRET) -> HttpResponse:
        headers = {"Authorization": "Basic " + b64encode(secret.encode()).decode()} if secret else {}
        return client.post(ADDRESS, json.dumps(payload), content_type="application/json", headers=headers)

    return send


def postmark(message: OutboxMessage, **changes: Any) -> dict[str, Any]:
    """What Postmark posts about a mailbox that isn't there, field by field as its manual shows."""
    return {
        "RecordType": "Bounce",
        "MessageStream": "outbound",
        "ID": 4323372036854775807,
        "Type": "HardBounce",
        "TypeCode": 1,
        "Name": "Hard bounce",
        "Tag": "",
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "ServerID": 23,
        "Description": "The server was unable to deliver your message (ex: unknown user, mailbox not found).",
        "Details": "smtp;550 5.1.1 The email account that you tried to reach does not exist.",
        "Email": message.recipient,
        "From": "portal@example.org",
        "BouncedAt": "2026-11-05T16:33:54.9070259Z",
        "DumpAvailable": True,
        "Inactive": True,
        "CanActivate": True,
        "Subject": "Potvrzení",
        "Metadata": {"message_id": message.message_id.strip("<>")},
        **changes,
    }


class TestReports:
    def test_a_mailbox_that_is_gone_is_told_and_written_down(
        self, sent: OutboxMessage, report: Callable[..., HttpResponse], heard: list[Bounce]
    ) -> None:
        assert report(postmark(sent)).status_code == 200
        [bounce] = heard
        assert (bounce.message, bounce.recipient, bounce.permanent) == (sent, sent.recipient, True)
        assert bounce.in_words.startswith("Taková schránka neexistuje.")
        sent.refresh_from_db()
        assert sent.bounced_at is not None
        assert "does not exist" in sent.bounce_detail

    def test_a_replay_changes_nothing(
        self, sent: OutboxMessage, report: Callable[..., HttpResponse], heard: list[Bounce]
    ) -> None:
        report(postmark(sent))
        sent.refresh_from_db()
        first = sent.bounced_at
        assert report(postmark(sent, ID=2)).status_code == 200
        sent.refresh_from_db()
        assert (len(heard), sent.bounced_at) == (1, first)

    @pytest.mark.parametrize("secret", ["", "portal:jine-tajemstvi-o-mnoha-znacich", SECRET[:-1]])
    def test_without_the_secret_nothing_is_believed(
        self, secret: str, sent: OutboxMessage, report: Callable[..., HttpResponse], heard: list[Bounce]
    ) -> None:
        assert report(postmark(sent), secret=secret).status_code == 400
        sent.refresh_from_db()
        assert (heard, sent.bounced_at) == ([], None)

    @pytest.mark.parametrize(
        "changes",
        [
            {"Metadata": {}},
            {"Metadata": {"message_id": "cizi@example.org"}},
            {"Email": "nekdo.jiny@example.cz"},
            {"Type": "Transient", "Details": "smtp;451 4.7.1 try later"},
            {"RecordType": "Delivery", "Recipient": "ctenarka@example.cz"},
            {"RecordType": "Open"},
        ],
    )
    def test_what_is_no_failure_of_ours_changes_nothing(
        self, changes: dict[str, Any], sent: OutboxMessage, report: Callable[..., HttpResponse], heard: list[Bounce]
    ) -> None:
        assert report(postmark(sent, **changes)).status_code == 200
        sent.refresh_from_db()
        assert (heard, sent.bounced_at) == ([], None)

    @pytest.mark.parametrize(
        ("changes", "is_permanent"),
        [
            ({"Details": ""}, True),
            ({"Type": "SoftBounce", "Details": "smtp;452 4.2.2 over quota", "Description": ""}, False),
            ({"Type": "SoftBounce", "Details": "", "Description": ""}, False),
            ({"Type": "Blocked", "Details": "smtp;554 5.7.1 blocked using our blacklist"}, False),
            ({"Type": "HardBounce", "Details": "smtp;550 5.7.1 message looks like spam"}, False),
        ],
    )
    def test_only_the_address_itself_is_blamed_for_good(
        self,
        changes: dict[str, Any],
        is_permanent: bool,
        sent: OutboxMessage,
        report: Callable[..., HttpResponse],
        heard: list[Bounce],
    ) -> None:
        report(postmark(sent, **changes))
        assert [bounce.permanent for bounce in heard] == [is_permanent]

    def test_a_handler_that_fails_has_the_service_come_again(
        self, sent: OutboxMessage, report: Callable[..., HttpResponse], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(bounce: Bounce) -> None:
            raise RuntimeError("no")

        monkeypatch.setattr(registry, "_handlers", [fail])
        with pytest.raises(RuntimeError):
            report(postmark(sent))
        sent.refresh_from_db()
        assert sent.bounced_at is None
        assert not ReturnedMail.objects.exists()


class TestSettings:
    def test_without_a_service_there_is_no_address(self, union: Any) -> None:
        assert webhooks.webhook_addresses("") == []
        assert Client(SERVER_NAME="localhost").post(ADDRESS).status_code == 404

    def test_an_unknown_service_is_refused(self) -> None:
        with pytest.raises(ImproperlyConfigured, match="holub"):
            webhooks.webhook_addresses("holub")

    @pytest.mark.parametrize("anymail", ["{}", '{"WEBHOOK_SECRET": "a:b"}', '{"WEBHOOK_SECRET": []}'])
    def test_no_address_is_open_to_strangers(self, anymail: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ANYMAIL_WEBHOOKS", "postmark")
        monkeypatch.setenv("ANYMAIL", anymail)
        with pytest.raises(ImproperlyConfigured):
            mail_webhooks()
        monkeypatch.setenv("ANYMAIL", json.dumps({"WEBHOOK_SECRET": SECRET}))
        assert mail_webhooks() == ("postmark", {"WEBHOOK_SECRET": SECRET})


def test_every_message_carries_our_id_and_no_tracking(
    sent: OutboxMessage, delivered_mail: Callable[[], list[Any]]
) -> None:
    [email] = delivered_mail()
    assert email.metadata == {"message_id": sent.message_id.strip("<>")}
    assert (email.track_clicks, email.track_opens) == (False, False)


@pytest.mark.parametrize(
    ("service", "option", "metadata"),
    [("postmark", "server_token", "Metadata"), ("brevo", "api_key", "headers"), ("mailgun", "api_key", "v:message_id")],
)
def test_a_mail_service_takes_our_messages_as_they_are(
    service: str, option: str, metadata: str, sent: OutboxMessage, settings: Any
) -> None:
    backend = {"BACKEND": f"anymail.backends.{service}.EmailBackend", "OPTIONS": {option: "klic"}}
    settings.MAILERS, settings.BOUNCE_ADDRESS = mailers(backend), "navraty@example.org"
    connection = django_mailers["delivery"]
    payload = connection.build_message_payload(marked(Transport().compose(sent)), connection.send_defaults)
    assert sent.message_id.strip("<>") in str(payload.data[metadata])
