"""Messages for templates, without asking who somebody is of whom nothing is known."""

from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.messages.constants import DEFAULT_LEVELS
from django.http import HttpRequest

from .asked import MESSAGES


def messages(request: HttpRequest) -> dict[str, Any]:
    """As Django's own; but looking for messages reads the session, and a page that does so is kept for nobody.

    Whoever brings neither a session nor messages in a cookie can have only those of this very request.
    """
    found: Any = get_messages(request)
    brings_none = not ({settings.SESSION_COOKIE_NAME, MESSAGES} & request.COOKIES.keys())
    if brings_none and not getattr(found, "added_new", False):
        found = []
    return {"messages": found, "DEFAULT_MESSAGE_LEVELS": DEFAULT_LEVELS}
