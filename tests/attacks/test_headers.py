"""Headers of letters and answers: no line of them is written by who fills in a name, a subject or an address."""

from email import message_from_bytes, policy
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from portal.jobs.models import OutboxMessage
from portal.jobs.outbox import Letter, _values, checked_address, checked_headers
from portal.jobs.transport import Transport
from portal.tenancy.models import Association

from .hostile import TEXTS
from .tries import tried

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

BREAKS = ("\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\r\n\t", "\n ", "%0d%0a", "=0D=0A")
INJECTED = st.builds(
    lambda before, lines, after: f"{before}{lines}{after}",
    st.sampled_from(["", "Obec", "=?utf-8?q?a?=", '"', "ž" * 60]),
    st.sampled_from(BREAKS),
    st.sampled_from(
        ["Bcc: obet@example.org", "\r\n<script>", "To: a@b.cz, c@d.cz", "Content-Type: text/html", ".\r\nRSET"]
    ),
)
LINE = st.one_of(INJECTED, st.sampled_from([text for text in TEXTS if len(text) < 500]), st.text(max_size=30))
OURS = {
    "from", "to", "subject", "reply-to", "message-id", "date", "auto-submitted", "mime-version", "content-type",
    "content-transfer-encoding",
}  # fmt: skip


@tried(40)
@given(subject=LINE, name=LINE, words=st.one_of(INJECTED, st.sampled_from([".", ".\r\nQUIT", "From a@b.cz\n"])))
def test_a_letter_has_our_headers_and_one_of_each(subject: str, name: str, words: str, dso_a: Association) -> None:
    dso_a.name = name.replace("\0", "")
    Association.objects.filter(pk=dso_a.pk).update(name=dso_a.name[:200])
    row = OutboxMessage(**_values(Letter("x", "jana@example.org", subject, words, site=dso_a.site), personal=True))
    row.created_at = dso_a.site.root_page.first_published_at
    raw = Transport().compose(row).message().as_bytes(policy=policy.SMTP)
    read: Any = message_from_bytes(raw, policy=policy.default)
    names = [key.lower() for key in read]
    assert set(names) <= OURS, names
    assert len(names) == len(set(names))
    assert [address.addr_spec for address in read["To"].addresses] == ["jana@example.org"]
    assert len(read["From"].addresses) == 1


ADDRESSES = (
    "jana@example.org\nBcc: obet@example.org", "jana@example.org, obet@example.org", "Jana <jana@example.org>",
    "jana@example.org\0", '"a\r\nb"@example.org', "jana@example.org\u2028", "jana@exa\rmple.org", "@", "a@b c.cz",
    "jana@example.org;obet@example.org", "jana@[127.0.0.1]\n", "-oQ/tmp@example.org -X/tmp/x",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_one_address(address: str) -> None:
    try:
        bare = checked_address(address)
    except ValidationError:
        return
    assert not any(sign in bare for sign in "\r\n\0, ;<>\u2028")


@pytest.mark.parametrize(
    "headers",
    [
        {"X-A\r\nBcc": "obet@example.org"}, {"X-A": "1\r\nBcc: obet@example.org"}, {"Bcc": "obet@example.org"},
        {"bCC ": "x"}, {"X:": "1"}, {"X-A": "1\0"}, {"": "x"}, {"Reply-To": "a@b.cz"}, {"To": "a@b.cz"},
    ],
)  # fmt: skip
def test_a_caller_sets_no_header_of_ours(headers: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="header"):
        checked_headers(headers)


# --- Answers ---------------------------------------------------------------------------------------
SPLIT = (
    "/kontakt?a=%0d%0aX-Evil:%201", "/%0d%0aX-Evil:%201", "/en%0d%0aX-Evil:1", "/sluzby%0aSet-Cookie:%20a=b",
    "/ucet/login/?next=/%0d%0aX-Evil:%201", "/sluzby/?q=%0d%0aX-Evil:%201", "/hledat/?q=a%E5%98%8A%E5%98%8DX-Evil:1",
    "/open311/v2/requests.json?page_size=1&jurisdiction_id=%0d%0aX-Evil:1", "/api/v1/services/?format=%0d%0aX-Evil:1",
    "/documents/1/a%0d%0aX-Evil:1.pdf", "/media/a%0d%0aX-Evil:1",
)  # fmt: skip


@pytest.mark.parametrize("path", SPLIT)
def test_no_header_of_an_answer_is_written_by_who_asks(path: str, client: Client, dso_a: Association) -> None:
    answer = client.get(path, headers={"host": "horni.localhost", "x-request-id": "a\r\nX-Evil: 1"})
    assert answer.status_code < 500
    assert "X-Evil" not in answer.headers
    assert not any("\r" in value or "\n" in value for value in answer.headers.values())


NEAR = (
    "//evil.example/", "//evil.example/%2e%2e", "/\\evil.example/", "/%5cevil.example", "/%09/evil.example",
    "///evil.example", "/https://evil.example", "/.//evil.example", "/sluzby//evil.example",
)  # fmt: skip


@pytest.mark.parametrize("path", NEAR)
def test_a_missing_slash_leads_nowhere_else(path: str, client: Client, dso_a: Association) -> None:
    """Whatever is added or taken away to find a page, the answer stays at this host."""
    for asked in (path, path.rstrip("/"), f"/en{path}"):
        location = client.get(asked, headers={"host": "horni.localhost"}).headers.get("Location", "/")
        assert location.startswith("/"), location
        assert not location.startswith(("//", "/\\", "/\t")), location


@pytest.mark.parametrize("query", ["next", "redirect", "url", "return", "back", "continue", "to", "r"])
def test_no_page_leads_where_a_query_says(query: str, client: Client, dso_a: Association) -> None:
    for page in ("/", "/sluzby/", "/kontakt/", "/zpravodaj/odber/", "/setkani/", "/ucet/logout/"):
        answer = client.get(f"{page}?{query}=https://evil.example/", headers={"host": "horni.localhost"})
        assert "evil.example" not in answer.headers.get("Location", "").partition("?")[0]
