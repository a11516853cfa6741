"""Who wants to know that a message came back.

def note(bounce: Bounce) -> None: ...

register_bounce_handler(note)            # in AppConfig.ready()
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..models import OutboxMessage


@dataclass(frozen=True)
class Bounce:
    """One message that did not reach `recipient`.

    `event` is that of the message (see `outbox.enqueue`). `permanent` says that it never will; otherwise a server
    is still trying or gave up for now. `detail` is what the server said, in one line. `message` is the row of the
    outbox; None once it has been forgotten.
    """

    recipient: str
    event: str
    permanent: bool
    detail: str
    message: "OutboxMessage | None" = None


Handler = Callable[[Bounce], object]
_handlers: list[Handler] = []


def register_bounce_handler(handler: Handler) -> Handler:
    """Have `handler` called for every bounce, in the transaction that notes it. It must bear a repetition."""
    if handler not in _handlers:
        _handlers.append(handler)
    return handler


def report(bounce: Bounce) -> None:
    """Tell everybody who registered."""
    for handler in _handlers:
        handler(bounce)
