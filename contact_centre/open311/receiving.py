"""Taking in what a town app posts: whose key it is, whether it came before, whether it is too much."""

import json
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from portal.tenancy.models import Association

from ..enums import Channel, RequestKind
from ..intake.guards import TooMany
from ..intake.receiving import submit_request
from ..models import ApiKey, CitizenRequest
from ..status.links import status_address
from . import limits
from .answers import Answer, Refused
from .keys import find_key, note_use
from .places import municipality_of
from .posted import PostedRequest, read_post, refusal
from .services import current_service

SALT = "contact_centre.open311"
SAME = timedelta(minutes=10)
"""The same words of the same app again within this time are a retry, not another request."""
LONGEST_IDEMPOTENCY_KEY = 255


def key_of(association: Association, values: QueryDict) -> ApiKey | None:
    """The key a call was made with, None without one. Raises Refused (403) for one that doesn't hold."""
    plain = values.get("api_key", "")
    key = find_key(association, plain) if plain else None
    if plain and key is None:
        raise Refused(403, _("api_key: this key does not hold here."))
    return key


def receive(request: HttpRequest, association: Association) -> Answer:
    """Store the posted request once and answer its number and where its state is shown."""
    post = read_post(request)
    key = key_of(association, post if post.get("api_key") else request.GET)
    if key is None:
        raise Refused(403, _("api_key: requests are sent with a key of the app. The centre makes one."))
    form = PostedRequest(post)
    if not form.is_valid():
        raise form.refuse()
    category = current_service(form.cleaned_data["service_code"])
    municipality = municipality_of(association, form.cleaned_data["municipality"], form.point)
    header = request.headers.get("Idempotency-Key", "").strip()
    stored, token = _sent_before(key, header, post)
    if stored is None:
        stored = _store(
            association,
            key,
            form,
            category=category,
            municipality=municipality,
            submission_token=token,
        )
    note_use(key)
    return _answer(stored)


def _store(association: Association, key: ApiKey, form: PostedRequest, **about: Any) -> CitizenRequest:
    data, point = form.cleaned_data, form.point
    with override("cs"):
        # What we add to the words of the citizen is for the centre.
        text = form.text
    try:
        return submit_request(
            association=association,
            kind=data["kind"] or RequestKind.FAULT,
            text=text,
            place=data["address_string"],
            latitude=point.latitude if point else None,
            longitude=point.longitude if point else None,
            name=form.name,
            email=data["email"],
            phone=data["phone"],
            language=get_language() or "cs",
            channel=Channel.APP,
            guard=partial(limits.judge, key, device=data["device_id"], text=data["description"]),
            api_key=key,
            **about,
        )
    except TooMany as error:
        raise limits.too_many() from error
    except ValidationError as error:
        raise refusal(error.error_dict if hasattr(error, "error_dict") else {"__all__": [error]}) from error


def _sent_before(key: ApiKey, header: str, post: QueryDict) -> tuple[CitizenRequest | None, str]:
    """The request this call has stored before, and the token to store it under.

    With an Idempotency-Key that is the request of the same key, whenever; without one, the request with the very
    same fields within ten minutes. The window of a token begins at fixed times, so the one before counts too.
    """
    if len(header) > LONGEST_IDEMPOTENCY_KEY:
        raise Refused(400, _("Idempotency-Key: at most %(number)s letters.") % {"number": LONGEST_IDEMPOTENCY_KEY})
    stored = CitizenRequest.objects
    if header:
        token = _token(key, "key", header)
        return stored.submitted_with(site_id=key.site_id, submission_token=token), token
    fields = json.dumps(sorted((name, values) for name, values in post.lists() if name != "api_key"))
    now = timezone.now()
    window = int(now.timestamp() // SAME.total_seconds())
    token, earlier = (_token(key, str(number), fields) for number in (window, window - 1))
    for each in (token, earlier):
        before = stored.submitted_with(site_id=key.site_id, submission_token=each)
        if before is not None and before.received_at > now - SAME:
            return before, token
    return None, token


def _token(key: ApiKey, *parts: str) -> str:
    """A token of this app's call: keyed, so that nobody's words can be tried against what is kept."""
    value = json.dumps([key.pk, *parts])
    return f"o311:{salted_hmac(SALT, value, algorithm='sha256').hexdigest()[:56]}"


def _answer(stored: CitizenRequest) -> Answer:
    address = status_address(stored, language=get_language())
    notice = _("We have your message. What becomes of it is shown at %(address)s") % {"address": address}
    content = [
        {
            "service_request_id": stored.reference,
            "service_notice": notice if address else None,
            "account_id": None,
        }
    ]
    return Answer("service_requests", content, headers={"Cache-Control": "private, no-store"})
