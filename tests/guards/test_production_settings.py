"""What a real installation is set to, read in a process of its own; a key that can be guessed starts nothing."""

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import environ
import pytest

from portal.settings.env import strong

pytestmark = pytest.mark.only_on("sqlite")

ROOT = Path(__file__).resolve().parents[2]
NAMES = (
    "DEBUG", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD", "SECOND_FACTOR_REQUIRED",
    "SECURE_CONTENT_TYPE_NOSNIFF", "SECURE_CROSS_ORIGIN_OPENER_POLICY", "TRUSTED_PROXIES", "SECURE_CSP",
)  # fmt: skip
READ = f"""
import json
from django.conf import settings
print(json.dumps({{name: getattr(settings, name) for name in {NAMES!r}}}, default=str))
"""
KEY = secrets.token_urlsafe(50)


def start(tmp_path: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    given = {
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "SECRET_KEY": KEY,
        "ALLOWED_HOSTS": "portal.example.org",
        "DATABASE_URL": "sqlite:///:memory:",
        "VAR_DIR": str(tmp_path),
        "PATH": os.environ["PATH"],
    }
    command = [sys.executable, "-c", READ]
    return subprocess.run(command, cwd=ROOT, env={**given, **environment}, capture_output=True, text=True, check=False)


def test_a_real_installation_is_shut_by_itself(tmp_path: Path) -> None:
    found: dict[str, Any] = json.loads(start(tmp_path).stdout)
    csp = found.pop("SECURE_CSP")
    assert csp["default-src"] == ["'none'"]
    assert {"script-src", "style-src", "connect-src", "font-src", "img-src", "frame-ancestors"} <= set(csp)
    assert "unsafe" not in str(csp)
    assert found == {
        "DEBUG": False,
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": False,
        "SECURE_HSTS_PRELOAD": False,
        "SECOND_FACTOR_REQUIRED": True,
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "TRUSTED_PROXIES": 1,
    }


def test_without_a_key_or_with_a_weak_one_nothing_starts(tmp_path: Path) -> None:
    weak = start(tmp_path, SECRET_KEY="tajne")
    assert weak.returncode != 0
    assert "SECRET_KEY can be guessed" in weak.stderr
    assert KEY not in weak.stderr


@pytest.mark.parametrize(
    "key", ["", "short", "a" * 60, "ab" * 40, "django-insecure-" + KEY, "development-only-key-" + "x" * 40]
)
def test_keys_that_can_be_guessed(key: str) -> None:
    with pytest.raises(environ.ImproperlyConfigured):
        strong(key)
    assert strong(KEY) == KEY
