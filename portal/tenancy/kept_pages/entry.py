"""One answer, ready-made: bodies in each encoding, headers, its tag; sent again without Django."""

import gzip
import zlib
from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import Any

import brotli

from ..versions import Version
from .asked import Environ

type Headers = list[tuple[str, str]]
type Start = Callable[[str, Headers], Any]

OVERHEAD = 3_000
"""Bytes an entry takes beside its bodies: objects, headers, key."""
LEAST_TO_PACK = 200
GZIP_LEVEL, BROTLI_QUALITY = 6, 5
UNCHANGED = "304 Not Modified"
OF_304 = frozenset(
    {"cache-control", "content-location", "date", "etag", "expires", "vary", "access-control-allow-origin"}
)
"""Headers that go with 304; the others the browser has."""
PACKED_TYPES = ("text/", "application/json", "application/atom+xml", "image/svg+xml", "application/xml")


class Entry:
    """An answer to one key, good for `site` at `version` until `expires` (seconds since the epoch)."""

    # fmt: off
    __slots__ = (
        "_bodies", "_heads", "_of_304", "_plain", "body", "etag", "expires", "is_packable", "kept_at", "marked", "seen",
        "site", "size", "status", "version",
    )
    # fmt: on

    def __init__(
        self,
        *,
        status: str,
        headers: Headers,
        body: bytes,
        packed: bytes | None,
        site: int,
        version: Version,
        kept_at: float,
        expires: float,
    ) -> None:
        self.status, self.body, self.site, self.version = status, body, site, version
        self.kept_at, self.expires = kept_at, expires
        self.marked: Entry | None = None
        """The same with a note that it may be old, made when it is needed (`away`)."""
        self.seen: object = None
        """What was known when it was last found to hold (`handler`)."""
        self._plain = headers
        kind = next((value for name, value in headers if name.lower() == "content-type"), "")
        self.is_packable = len(body) >= LEAST_TO_PACK and kind.startswith(PACKED_TYPES)
        # Weak: the same page packed in another way has the same tag.
        self.etag = f'W/"{blake2b(body, digest_size=12).hexdigest()}"'
        common = [*headers, ("ETag", self.etag)]
        if not any(name.lower() == "cache-control" for name, _value in headers):
            # Browsers keep it and ask each time whether it holds: nobody sees a page older than ours.
            common.append(("Cache-Control", "no-cache"))
        if self.is_packable:
            common.append(("Vary", "Accept-Encoding"))
        self._of_304 = [(name, value) for name, value in common if name.lower() in OF_304]
        self._heads = {"": [*common, ("Content-Length", str(len(body)))]}
        self._bodies = {"": [body]}
        self.size = OVERHEAD + len(body)
        if packed is not None and self.is_packable:
            self._add("gzip", packed)

    def answer(self, environ: Environ, start_response: Start, *, is_first: bool = False) -> Iterable[bytes]:
        """Send it by WSGI: whole, its head only, or that it hasn't changed.

        Whoever comes first gets what is ready: many addresses are asked for once, and packing well takes time.
        """
        tags = environ.get("HTTP_IF_NONE_MATCH")
        if tags and self.status[0] == "2" and self.is_among(tags):
            start_response(UNCHANGED, self._of_304.copy())
            return []
        encoding = self.encoding_for(environ.get("HTTP_ACCEPT_ENCODING", "")) if self.is_packable else ""
        if is_first and encoding == "br" and "gzip" in self._bodies:
            encoding = "gzip"
        body = self._bodies.get(encoding)
        if body is None:
            body = self._pack(encoding)
        start_response(self.status, self._heads[encoding].copy())
        return body if environ["REQUEST_METHOD"] == "GET" else []

    def is_among(self, tags: str) -> bool:
        """Whether an If-None-Match names this answer (compared weakly, RFC 9110)."""
        if tags == self.etag or tags.strip() == "*":
            return True
        own = self.etag.removeprefix("W/")
        return any(tag.strip().removeprefix("W/") == own for tag in tags.split(","))

    @staticmethod
    def encoding_for(accepted: str) -> str:
        """The best encoding a browser takes; a header with qualities is read word by word."""
        if ";" not in accepted:
            return "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""
        taken = {}
        for part in accepted.split(","):
            name, _semicolon, rest = part.partition(";")
            quality = rest.strip().removeprefix("q=").strip()
            taken[name.strip().lower()] = quality.strip("0.") != "" or not rest
        return next((name for name in ("br", "gzip") if taken.get(name)), "")

    def with_body(self, body: bytes, **headers: str) -> "Entry":
        """The same answer with another body and more headers (``Cache_Control`` for ``Cache-Control``)."""
        more = [(name.replace("_", "-"), value) for name, value in headers.items()]
        replaced = {name.lower() for name, _value in more}
        kept = [pair for pair in self._plain if pair[0].lower() not in replaced]
        return Entry(
            status=self.status,
            headers=[*kept, *more],
            body=body,
            packed=None,
            site=self.site,
            version=self.version,
            kept_at=self.kept_at,
            expires=self.expires,
        )

    @property
    def is_html(self) -> bool:
        """Whether people read it as a page."""
        return any(name.lower() == "content-type" and value.startswith("text/html") for name, value in self._plain)

    def _pack(self, encoding: str) -> list[bytes]:
        if encoding == "br":
            packed = brotli.compress(self.body, quality=BROTLI_QUALITY)
        else:
            packed = gzip.compress(self.body, GZIP_LEVEL, mtime=0)
        return self._add(encoding, packed)

    def _add(self, encoding: str, packed: bytes) -> list[bytes]:
        plain = self._heads[""]
        self._heads[encoding] = [
            *(pair for pair in plain if pair[0] != "Content-Length"),
            ("Content-Encoding", encoding),
            ("Content-Length", str(len(packed))),
        ]
        self._bodies[encoding] = [packed]
        self.size += len(packed)
        return self._bodies[encoding]


def unpacked(content: bytes, encoding: str) -> bytes | None:
    """The plain body of an answer as Django gives it; None if it is packed in a way we don't know."""
    if not encoding:
        return content
    if encoding != "gzip":
        return None
    try:
        return zlib.decompress(content, wbits=31)
    except zlib.error:
        return None
