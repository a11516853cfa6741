"""Signing in as people do, and the app on their phone."""

import time
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

PASSWORD = "heslo-pro-testy"
PERIOD = 30


def sign_in(client: Client, login: str, password: str = PASSWORD, **extra: Any) -> Any:
    """Fill in the sign-in form."""
    return client.post("/ucet/login/", {"login": login, "password": password}, **extra)


def enrol(user: Any) -> str:
    """Give `user` an authenticator app; its secret."""
    secret: str = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str, *, steps: int = 0) -> str:
    """What the app shows now, or `steps` half-minutes later."""
    code: str = format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD + steps))
    return code


def is_in(client: Client) -> bool:
    """Whether the admin lets this browser in."""
    return bool(client.get("/admin/").status_code == 200)
