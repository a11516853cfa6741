"""How long somebody stays signed in: SESSION_LONGEST from signing in, SESSION_IDLE without doing anything."""

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

SINCE, SEEN = "portal_since", "portal_seen"
NOTED_EVERY = 60
"""Seconds: a busy person costs one write of the session a minute."""
BY_ITSELF = "/admin/editing-sessions/"
"""An open editor asks here every few seconds, whether anybody sits in front of it or not."""


def connect() -> None:
    """Listen; called once, when the app is ready."""
    user_logged_in.connect(_begin, dispatch_uid="users.sessions")


def _begin(sender: Any, request: HttpRequest | None = None, **_signal: Any) -> None:
    if request is not None and hasattr(request, "session"):
        request.session[SINCE] = request.session[SEEN] = int(time.time())


def end_if_over(request: HttpRequest) -> bool:
    """Sign out whose time is over, and say so; else note that somebody is here."""
    now, session = int(time.time()), request.session
    since, seen = session.get(SINCE), session.get(SEEN)
    if since is None or seen is None:
        # Begun before there was such a limit.
        session[SINCE] = session[SEEN] = now
        return False
    if now - since > settings.SESSION_LONGEST.total_seconds() or now - seen > settings.SESSION_IDLE.total_seconds():
        logout(request)
        return True
    if now - seen >= NOTED_EVERY and not request.path_info.startswith(BY_ITSELF):
        session[SEEN] = now
    return False
