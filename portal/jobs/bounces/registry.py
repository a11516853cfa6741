"""Who wants to know that a message came back: `register_bounce_handler(note)` in ``AppConfig.ready()``."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .statuses import Status, in_words

if TYPE_CHECKING:
    from ..models import OutboxMessage


@dataclass(frozen=True)
class Bounce:
    """One message that did not reach `recipient`.

    `event` is that of the message (see `outbox.enqueue`). `permanent` says that the address itself is to blame and
    mail to it will never arrive; otherwise the message was lost for another reason (a server that was away too long,
    one that dislikes ours). `detail` is what the server said, in one line.
    """

    recipient: str
    event: str
    permanent: bool
    detail: str
    message: "OutboxMessage | None" = None
    status: Status = field(default_factory=Status)

    @property
    def in_words(self) -> str:
        """What happened, in the active language, with what the server said in brackets."""
        said = in_words(self.status, self.detail)
        return f"{said} ({self.detail})" if self.detail else said


Handler = Callable[[Bounce], object]
_handlers: list[Handler] = []


def register_bounce_handler(handler: Handler) -> Handler:
    """Have `handler` called once for every message that came back, in the transaction that notes it."""
    if handler not in _handlers:
        _handlers.append(handler)
    return handler


def report(bounce: Bounce) -> None:
    """Tell everybody who registered."""
    for handler in _handlers:
        handler(bounce)
