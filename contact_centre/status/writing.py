"""What a citizen adds to their request: an answer or more words, with files, by the page or by e-mail (R3)."""

from collections.abc import Sequence

from ..models import CitizenRequest, RequestMessage
from ..uploads import CheckedFile


def citizen_writes(
    *, request: CitizenRequest, text: str, token: str, attachments: Sequence[CheckedFile] = ()
) -> RequestMessage:
    """Store what the citizen writes about `request` and return it; the same `token` a second time gets the first.

    A request that waits goes on (its time runs again); nothing else moves. The centre is told by mail. Raises
    ValidationError for an empty text and for a request whose personal data are gone.
    """
    raise NotImplementedError
