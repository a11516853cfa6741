"""Parts of a site on other websites: what may be framed anywhere, what servers may fetch, and the code to copy."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override

KEPT_FOR = 300
"""Seconds for which browsers and the other website's server may keep what they got."""
FRAMED_ANYWHERE: dict[str, Any] = {**settings.SECURE_CSP, "frame-ancestors": ["*"]}


def framed_anywhere[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """A view whose page any website may show in a frame."""
    framed: Callable[P, HttpResponse] = xframe_options_exempt(csp_override(FRAMED_ANYWHERE)(view))
    return framed


def for_browsers(response: HttpResponse) -> HttpResponse:
    """`response` as browsers show it in a frame."""
    patch_cache_control(response, public=True, max_age=KEPT_FOR)
    return response


def for_servers(response: HttpResponse) -> HttpResponse:
    """`response` as the server of another website includes it."""
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Robots-Tag"] = "noindex"
    return for_browsers(response)


def frame_code(url: str, *, title: str, height: int) -> SafeString:
    """An iframe that asks for no script; `height` in pixels."""
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" style="border:0" loading="lazy"></iframe>',
        url,
        title,
        height,
    )


def php_code(url: str) -> str:
    """A line of PHP, which most websites of municipalities speak."""
    return f"<?php echo file_get_contents('{url}'); ?>"
