"""How allauth behaves here: no signing up, axes counts wrong passwords, our own idea of the client's address."""

import time
from typing import Any
from urllib.parse import urlsplit

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage
from wagtail.models import Site

from .client import ip_address


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("The name and the password do not fit together."),
        "username_password_mismatch": _("The name and the password do not fit together."),
        "incorrect_password": _("This is not the password."),
        "enter_current_password": _("This is not your current password."),
        "too_many_login_attempts": _("Too many wrong attempts. Please wait a quarter of an hour."),
        "rate_limited": _("Too many attempts. Please wait a while."),
        "password_reset_rate_limited": _("Too many attempts. Please wait a while."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: axes counts failed passwords, over all our processes and with its own answer."""

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of the letter, at the site's own address: a request may name any port as its host."""
        asked = urlsplit(super().get_reset_password_from_key_url(key))
        site = Site.find_for_request(self.request)
        return f"{site.root_url}{asked.path}" if site is not None else asked.geturl()

    def get_client_ip(self, request: HttpRequest) -> str:
        return ip_address(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password again unless it was given a moment ago: who has just signed in enrols at once."""
        records = get_authentication_records(context.request, context.request.user)
        latest = max((record["at"] for record in records), default=0)
        return time.time() - latest >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": _("This code does not fit.")}

    def get_totp_issuer(self) -> str:
        """The portal's name: one account serves all sites, whichever it was enrolled on."""
        return settings.WAGTAIL_SITE_NAME

    def build_totp_svg(self, url: str) -> str:
        """The QR code on a white ground of its own: phones cannot read it on a dark page."""
        picture: bytes = qrcode.make(url, image_factory=SvgPathFillImage).to_string()
        return picture.decode()
