"""Opening a closed request again (R8)."""

from typing import Any

from ..models import CitizenRequest


def reopen_request(*, request: CitizenRequest, reason: str, token: str = "", user: Any = None) -> CitizenRequest:
    """Take up a closed request again within the Union's days, and return it as it is now.

    It and its activity are in progress; the centre is told by mail. `reason` becomes a message of the citizen (of the
    centre with a `user`); the same `token` a second time changes nothing. Raises ValidationError without a reason,
    for a request that isn't closed, repeats another or was closed too long ago.
    """
    raise NotImplementedError
