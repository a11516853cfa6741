"""Handing a request over to the municipality, with the groundwork (CIT-5, R6)."""

from collections.abc import Collection
from typing import Any

from portal.tenancy.models import Mandate

from ..models import CitizenRequest, HandOver, RequestAttachment


def hand_over_request(
    *,
    request: CitizenRequest,
    body: str,
    email: str,
    mandate: Mandate | None = None,
    reason: str,
    groundwork: str = "",
    data_ground: str,
    attachments: Collection[RequestAttachment] = (),
    word: Any = None,
    user: Any,
) -> HandOver:
    """Hand a request that is worked on over to `body`."""
    raise NotImplementedError
