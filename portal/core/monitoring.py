"""Who may see what monitoring sees: whoever has the token of the installation."""

import hmac

from django.conf import settings
from django.http import HttpRequest


def is_monitoring(request: HttpRequest) -> bool:
    """Whether the request carries MONITORING_TOKEN (``Authorization: Bearer …``). Without such a token nobody does."""
    token: str = settings.MONITORING_TOKEN
    given = request.META.get("HTTP_AUTHORIZATION", "")
    return bool(token) and hmac.compare_digest(given.encode("utf-8", "replace"), f"Bearer {token}".encode())
