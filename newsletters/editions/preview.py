"""What the editor's preview shows of an issue: the web page and the mail in both forms, on a phone and on a desk."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

MAIL, MAIL_TEXT = "mail", "mail-text"
MODES = [("", _("Web page")), (MAIL, _("E-mail")), (MAIL_TEXT, _("E-mail: plain text"))]
SIZES = [
    {"name": "mobile", "icon": "mobile-alt", "device_width": 360, "label": _("Preview on a phone")},
    {"name": "desktop", "icon": "desktop", "device_width": 1280, "label": _("Preview on a desktop")},
]


def is_of_mail(mode: str) -> bool:
    """Whether the preview `mode` shows the mail."""
    return mode in {MAIL, MAIL_TEXT}


def mail_preview(issue: Any, mode: str) -> HttpResponse:
    """The instance `issue` as a reader gets it by e-mail."""
    # The model of an issue imports this module.
    from .content import frame_of
    from .mail import mail_of
    from .proof import trial_of

    letter = trial_of(issue, mail_of(issue))
    if mode == MAIL_TEXT:
        return HttpResponse(letter["text"], content_type="text/plain; charset=utf-8")
    response = HttpResponse(letter["html"])
    # A mail carries its styles with it, and its pictures come from the association's own address.
    response._csp_config = {  # type: ignore[attr-defined]
        "default-src": [CSP.NONE],
        "style-src": [CSP.UNSAFE_INLINE],
        "img-src": [CSP.SELF, frame_of(issue).root_url],
        "frame-ancestors": settings.SECURE_CSP["frame-ancestors"],
    }
    return response
