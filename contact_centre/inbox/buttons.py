"""What can be done with a request besides the inbox's own steps: closing and handing over put their buttons here."""

from collections.abc import Callable
from typing import Any

from wagtail.admin.widgets.button import Button

from ..models import CitizenRequest

ButtonMaker = Callable[[CitizenRequest, Any], Button | None]
_makers: list[ButtonMaker] = []


def register_request_button(maker: ButtonMaker) -> None:
    """Ask `maker(request, user)` for a button of the request's page; None where it has no place there.

    `user` may change the request. Call it in ``AppConfig.ready()`` or in ``wagtail_hooks``.
    """
    _makers.append(maker)


def request_buttons(request: CitizenRequest, user: Any) -> list[Button]:
    """The buttons of `request` for `user`, smaller priority first."""
    found = [button for maker in _makers if (button := maker(request, user)) is not None]
    return sorted(found, key=lambda button: button.priority)
