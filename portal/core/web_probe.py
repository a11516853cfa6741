"""Asking whether a web address still leads anywhere, without letting it lead into our own network.

Whoever edits a record decides what is asked, so every hop is checked anew: http and https on their own ports, hosts
that resolve to public addresses only. The connection goes to the address that was checked, not to the name again.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from ipaddress import IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urljoin, urlsplit

TIMEOUT = 10
MOST_REDIRECTS = 5
MOST_ADDRESSES = 4
TUNNELS = (
    IPv6Network("64:ff9b::/96"),
    IPv6Network("64:ff9b:1::/48"),
    IPv6Network("2002::/16"),
    IPv6Network("2001::/32"),
)
NO_SUCH_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
GONE_STATUSES = frozenset({404, 410})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
IN_PATH = "/%:@!$&'()*+,;=~-._"


class Reach(Enum):
    FINE = "fine"
    GONE = "gone"
    """Surely nothing is there: no such name, nobody listens, no such page."""
    UNSURE = "unsure"
    """Anything else: slow, unwilling, broken for now, or not ours to ask."""


@dataclass(frozen=True)
class Answer:
    """`reason` is ``"404"`` and such, or one of dns, refused, timeout, certificate, not_public, redirects, broken."""

    reach: Reach
    reason: str = ""
    answered: bool = False


def is_public(address: str) -> bool:
    """Whether an IP address is somebody's on the internet, not ours, nobody's, or a way to another kind of address."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if any(ip in network for network in TUNNELS):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


@dataclass(frozen=True)
class Guard:
    """What may be asked. Tests put a server of their own in."""

    allowed: Callable[[str], bool] = is_public
    ports: frozenset[int] = frozenset({80, 443})
    timeout: float = TIMEOUT
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)


class _NotOurs(Exception):
    """The address may not be asked."""


@dataclass(frozen=True)
class _Target:
    secure: bool
    host: str
    port: int
    path: str


def probe(url: str, *, user_agent: str, guard: Guard | None = None) -> Answer:
    """Ask `url` by HEAD, then by GET if it doesn't like that; bodies are not read. Never raises for what it meets."""
    guard = guard or Guard()
    try:
        for _hop in range(MOST_REDIRECTS + 1):
            status, location = _ask(_target(url, guard), user_agent, guard)
            if status not in REDIRECTS or not location:
                return _verdict(status)
            url = urljoin(url, location)
    except socket.gaierror as error:
        return Answer(Reach.GONE if error.errno in NO_SUCH_NAME else Reach.UNSURE, "dns")
    except ConnectionRefusedError:
        return Answer(Reach.GONE, "refused")
    except _NotOurs:
        return Answer(Reach.UNSURE, "not_public")
    except ssl.SSLError:
        return Answer(Reach.UNSURE, "certificate", answered=True)
    except TimeoutError:
        return Answer(Reach.UNSURE, "timeout")
    except (OSError, http.client.HTTPException, ValueError):
        return Answer(Reach.UNSURE, "broken")
    return Answer(Reach.UNSURE, "redirects", answered=True)


def _verdict(status: int) -> Answer:
    if 200 <= status < 300:
        return Answer(Reach.FINE, answered=True)
    return Answer(Reach.GONE if status in GONE_STATUSES else Reach.UNSURE, str(status), answered=True)


def _target(url: str, guard: Guard) -> _Target:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
        raise _NotOurs
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if port not in guard.ports:
        raise _NotOurs
    host = parts.hostname if parts.hostname.isascii() else parts.hostname.encode("idna").decode("ascii")
    query = f"?{quote(parts.query, safe=IN_PATH + '?')}" if parts.query else ""
    return _Target(parts.scheme == "https", host, port, (quote(parts.path, safe=IN_PATH) or "/") + query)


def _ask(target: _Target, user_agent: str, guard: Guard) -> tuple[int, str]:
    """Status and Location. Many servers answer HEAD with an error they don't mean."""
    status, location = _request("HEAD", target, user_agent, guard)
    if 200 <= status < 300 or (status in REDIRECTS and location):
        return status, location
    return _request("GET", target, user_agent, guard)


def _request(method: str, target: _Target, user_agent: str, guard: Guard) -> tuple[int, str]:
    with _Line(target, guard) as line:
        kind = http.client.HTTPSConnection if target.secure else http.client.HTTPConnection
        connection = kind(target.host, target.port, timeout=guard.timeout)
        # The socket that was checked, and no other if the server hangs up.
        connection.sock, connection.auto_open = line.sock, 0
        headers = {"User-Agent": user_agent, "Accept": "text/html,*/*;q=0.5", "Connection": "close"}
        connection.request(method, target.path, headers=headers)
        response = connection.getresponse()
        return response.status, response.getheader("Location", "")


class _Line:
    """A connected socket that is cut when its time is over, however slowly the other side drips."""

    def __init__(self, target: _Target, guard: Guard) -> None:
        self.sock: socket.socket = _connect(target, guard)
        self._over = threading.Event()
        self._timer = threading.Timer(guard.timeout, self._cut)
        self._timer.daemon = True
        self._timer.start()
        try:
            if target.secure:
                wrapped = guard.tls.wrap_socket(self.sock, server_hostname=target.host, do_handshake_on_connect=False)
                self.sock = wrapped
                wrapped.do_handshake()
        except Exception:
            self.close()
            if self._over.is_set():
                raise TimeoutError from None
            raise

    def _cut(self) -> None:
        self._over.set()
        try:
            # Not SSLSocket's own: that one takes the state away under the thread that reads.
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
        except OSError:
            return

    def close(self) -> None:
        self._timer.cancel()
        self.sock.close()

    def __enter__(self) -> "_Line":
        return self

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        self.close()
        # A line that was cut looks like an answer that ended.
        if self._over.is_set():
            raise TimeoutError from error


def _connect(target: _Target, guard: Guard) -> socket.socket:
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not all(guard.allowed(address) for address in addresses):
        raise _NotOurs
    problem: OSError = OSError("no address")
    for address in addresses[:MOST_ADDRESSES]:
        try:
            return socket.create_connection((address, target.port), timeout=guard.timeout)
        except ConnectionRefusedError as error:
            problem = error
        except TimeoutError:
            raise
        except OSError as error:
            # A machine without IPv6 fails here; what the other address says counts.
            problem = problem if isinstance(problem, ConnectionRefusedError) else error
    raise problem
