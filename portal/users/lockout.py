"""What axes asks us: whose sign-in failed, and what a locked-out person is told."""

import unicodedata
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .models import User


def username(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The name failed sign-ins are counted under: one per account, however it was written.

    A user's name and e-mail count together, in any spelling. What fits no account is kept as a hash only:
    people type passwords into the wrong field.
    """
    given = credentials or {}
    login = str(given.get("email") or given.get("username") or request.POST.get("login") or "")
    login = unicodedata.normalize("NFKC", login).strip().casefold()
    known: dict[str, str] = request.__dict__.setdefault("_portal_login_names", {})
    if login not in known:
        match = Q(username__iexact=login) | Q(email__iexact=login) if login else Q(pk__in=[])
        found = User.objects.filter(match).order_by("pk").values_list("username", flat=True).first()
        known[login] = found or f"unknown:{sha256(login.encode()).hexdigest()[:32]}"
    return known[login]


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """A plain page with status 429 that says how long to wait."""
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    page = render(request, "account/locked.html", {"minutes": seconds // 60}, status=429)
    page.headers["Retry-After"] = str(seconds)
    page.headers["Cache-Control"] = "no-store"
    return page
