"""Which requests may be answered from memory, and under which key their answer is looked up.

The key holds everything a public page can depend on: scheme, host, path and query, as they were sent. What else a
request can bring (a session, messages, authorisation, a strange way of writing the host) sends it to Django.
"""

import re
from typing import Any

from django.conf import settings
from django.http.cookie import parse_cookie

type Environ = dict[str, Any]
type Key = tuple[str, str, str, str]
"""Scheme, host with port, path and query, as Django will read them."""

HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::[0-9]{1,5})?", re.ASCII)
"""How a host is written as a rule. Another way of writing the same (capitals, a dot at the end) is never kept."""
LONGEST = 600
"""Characters of path and query; what is longer is asked once."""
MESSAGES = "messages"
TRACKING = re.compile(r"(?:utm_[a-z]+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|mc_cid|mc_eid|sznclid|igshid)\Z")
"""What others hang on links to learn who came; no page of ours reads it."""


class Asking:
    """Reads requests by the settings of the installation."""

    def __init__(self) -> None:
        self.personal = (settings.SESSION_COOKIE_NAME, MESSAGES)
        self.proxy_header, self.proxy_secure = settings.SECURE_PROXY_SSL_HEADER or ("", "")
        self._hosts: set[str] = set()

    def key_of(self, environ: Environ) -> Key | None:
        """The key of what is asked for; None for what must go to Django. Takes tracking off the query."""
        get = environ.get
        host = get("HTTP_HOST")
        if (
            get("REQUEST_METHOD") not in ("GET", "HEAD")
            or host is None
            or get("HTTP_AUTHORIZATION")
            or get("SCRIPT_NAME")
            or (host not in self._hosts and not self._is_plain(host))
        ):
            return None
        cookies = get("HTTP_COOKIE")
        if cookies and self.is_somebodys(cookies):
            return None
        path, query = get("PATH_INFO") or "/", get("QUERY_STRING") or ""
        if query:
            query = environ["QUERY_STRING"] = without_tracking(query)
        if len(path) + len(query) > LONGEST:
            return None
        return self.scheme_of(environ), host, path, query

    def scheme_of(self, environ: Environ) -> str:
        """As ``HttpRequest.scheme`` says."""
        if self.proxy_header:
            value = environ.get(self.proxy_header)
            if value is not None:
                return "https" if value.split(",", 1)[0].strip() == self.proxy_secure else "http"
        return environ.get("wsgi.url_scheme") or "http"

    def is_somebodys(self, cookies: str) -> bool:
        """Whether a header of cookies brings a session or messages: the browser of who signs in."""
        if not any(name in cookies for name in self.personal):
            return False
        found = parse_cookie(cookies)
        return any(name in found for name in self.personal)

    def _is_plain(self, host: str) -> bool:
        if HOST.fullmatch(host) is None or ".." in host:
            return False
        if len(self._hosts) < 5000:
            self._hosts.add(host)
        return True


def without_tracking(query: str) -> str:
    """The query without parameters that only tell where somebody came from; all else stays as it was sent."""
    if "=" not in query:
        return query
    parts = query.split("&")
    left = [part for part in parts if not TRACKING.match(part.partition("=")[0])]
    return query if len(left) == len(parts) else "&".join(left)
