"""Nothing of a citizen's comes out of the interface, whoever asks and however (R9, D2)."""

from collections.abc import Callable
from typing import Any

import pytest

from contact_centre.enums import HeldBecause, MessageAuthor
from contact_centre.models import ApiKey, CitizenRequest, RequestAttachment, RequestCategory, RequestMessage
from portal.tenancy.models import Association

from ..factories import make_request

MARK = "tajnost"
pytestmark = pytest.mark.django_db


def marked_request(association: Association, **changed: Any) -> CitizenRequest:
    """A request that has the mark wherever a word of a person may stand."""
    request = make_request(
        association,
        **{
            "category": RequestCategory.objects.get(code="waste"),
            "text": f"{MARK} text",
            "place": f"{MARK} place",
            "latitude": 50.123457,
            "longitude": 16.765432,
            "name": f"{MARK} name",
            "email": f"{MARK}@example.org",
            "phone": "+420602999888",
            **changed,
        },
    )
    CitizenRequest.objects.filter(pk=request.pk).update(
        pause_reason=f"{MARK} pause", mayor_not_informed_because=f"{MARK} mayor"
    )
    for is_internal in (True, False):
        RequestMessage.objects.create(
            request=request,
            author=MessageAuthor.CENTRE if is_internal else MessageAuthor.CITIZEN,
            text=f"{MARK} message",
            name=MARK,
            is_internal=is_internal,
            token=f"{MARK}-{request.pk}-{is_internal}",
        )
    RequestAttachment.objects.create(
        request=request, file=f"{MARK}.pdf", original_name=f"{MARK}.pdf", content_type="application/pdf", size=1
    )
    return request


def everything(get: Callable[..., Any], requests: list[CitizenRequest], **values: str) -> str:
    """All the interface answers, in both formats."""
    addresses = ["discovery", "services", "services/waste", "requests", "requests?extensions=true&page_size=1&page=2"]
    addresses += ["requests?service_request_id=" + ",".join(each.reference for each in requests)]
    addresses += [f"requests/{each.reference}?extensions=true" for each in requests]
    found = []
    for address in addresses:
        path, _mark, query = address.partition("?")
        for form in ("json", "xml"):
            asked = dict(pair.split("=") for pair in query.split("&") if pair)
            response = get(f"{path}.{form}", **asked, **values)
            found.append(response.content.decode() + str(response.headers))
    return "\n".join(found)


@pytest.mark.spec("R9")
@pytest.mark.parametrize("with_key", [False, True])
def test_no_output_holds_anything_personal(
    get: Callable[..., Any], dso_a: Association, made_key: tuple[ApiKey, str], with_key: bool
) -> None:
    key, plain = made_key
    requests = [
        marked_request(dso_a, api_key=key),
        marked_request(dso_a, api_key=key, held_because=[HeldBecause.LINKS]),
        marked_request(dso_a),
    ]
    text = everything(get, requests, **({"api_key": plain} if with_key else {}))
    assert requests[0].reference in text
    assert (requests[1].reference in text) is with_key
    for secret in (MARK, "602999888", "50.12", "16.76", requests[0].status_token, plain, key.name):
        assert secret not in text


def test_words_and_place_come_out_once_the_centre_releases_them(get: Callable[..., Any], dso_a: Association) -> None:
    request = marked_request(dso_a)
    CitizenRequest.objects.update(public_text="Rozbitá lavička\x0b <u> parku.", is_place_public=True)
    (row,) = get(f"requests/{request.reference}.json").json()
    assert row["description"] == "Rozbitá lavička\x0b <u> parku."
    assert (row["lat"], row["long"]) == (50.123457, 16.765432)
    assert row["address"] == f"{MARK} place, {request.municipality.name}"
    # XML has no place for control characters.
    assert "<description>Rozbitá lavička &lt;u&gt; parku.<" in get(f"requests/{request.reference}.xml").content.decode()
