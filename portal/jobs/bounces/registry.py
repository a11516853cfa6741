"""Who wants to know that a message came back, and whose messages there are.

Both are registered in ``AppConfig.ready()``: `register_bounce_handler(note)`, `register_posted_model(Delivery)`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .statuses import Status, in_words

if TYPE_CHECKING:
    from ..models import Posted


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
    message: "Posted | None" = None
    status: Status = field(default_factory=Status)

    @property
    def in_words(self) -> str:
        """What happened, in the active language, with what the server said in brackets."""
        said = in_words(self.status, self.detail)
        return f"{said} ({self.detail})" if self.detail else said


Handler = Callable[[Bounce], object]
_handlers: list[Handler] = []
_models: "list[type[Posted]]" = []


def register_bounce_handler(handler: Handler) -> Handler:
    """Have `handler` called once for every message that came back, in the transaction that notes it."""
    if handler not in _handlers:
        _handlers.append(handler)
    return handler


def report(bounce: Bounce) -> None:
    """Tell everybody who registered."""
    for handler in _handlers:
        handler(bounce)


def register_posted_model(model: "type[Posted]") -> None:
    """Look for the messages that reports quote among the rows of `model` too; it has `event`, as messages have."""
    if model not in _models:
        _models.append(model)


def posted_models() -> "list[type[Posted]]":
    """All models whose rows are messages on their way, the outbox first."""
    return list(_models)
