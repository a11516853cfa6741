"""What an attacker writes where something else is expected."""

from urllib.parse import quote

SENTINEL = "xss7f3"
"""Stands in every script of ours: a page on which it runs, or could, holds it where a browser would run it."""

NUMBERS = ("-1", "0", "²", "٣", "1e999", "NaN", "9" * 25, "9" * 5000, "0x10", "1_0", "+1", "1.5")
DATES = ("0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "2026-W99-9", "\uff19\uff19\uff19\uff19-01-01")
TEXTS = (
    "\0",
    "a\0b",
    "\ufeff\u202e\u2066gpj.exe\u2028\u2029\x1b[31m\x7f\x85",
    "%",
    "%s %(x)s {0} {x.__class__} {{ 7|add:7 }} {% debug %} ${7*7}",
    "' OR 1=1; --",
    "\\'\"`$(id)|&;<>",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "C:con.pdf::$DATA",
    "x\r\nBcc: victim@example.org\r\n\r\n<script>",
    "//evil.example",
    "javascript:alert(1)",
    f"<script>{SENTINEL}()</script>",
    "\U0010ffff\U0001f4a9 \U0001d518\ufdfa",
    "a" * 70_000,
    "=1+1",
)
HOSTILE = (*NUMBERS, *DATES, *TEXTS)

RAW = (
    "%00",
    "%ED%A0%80",
    "%C0%AF..%C0%AF",
    "%FF%FE",
    "%",
    "%zz",
    "%u0041",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "%0d%0aX:1",
)
"""As bytes of an address that no browser would send: lone surrogates, overlong UTF-8, broken escapes."""


def segments() -> list[str]:
    """Hostile values as one part of a path each, encoded."""
    short = [value for value in HOSTILE if value and len(value) < 6000]
    return [quote(value, safe="") for value in short] + list(RAW)
