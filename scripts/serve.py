#!/usr/bin/env python3
"""granian on a socket that systemd holds: while the server is restarted, requests wait in the socket, none is lost.

serve.py [granian's options] portal.wsgi:application     without such a socket it is granian and nothing else

granian opens sockets itself and takes none over (its issue 786). What is used here of its inner parts is little, and
tests/faults/test_restart.py fails when a new version has changed it.
"""

from __future__ import annotations

import os
import socket
from typing import Any, cast

from granian import cli
from granian._granian import SocketHolder
from granian.server.mp import MPServer

FIRST_FD = 3
"""Where systemd puts the first socket it passes on (sd_listen_fds)."""


def passed_socket() -> int | None:
    """The descriptor of the socket systemd passed to this very process, None without one.

    The variables are taken out: workers and what they start must not believe the socket is theirs.
    """
    number, owner = os.environ.pop("LISTEN_FDS", "0"), os.environ.pop("LISTEN_PID", "")
    os.environ.pop("LISTEN_FDNAMES", None)
    return FIRST_FD if number != "0" and owner == str(os.getpid()) else None


def server_on(descriptor: int) -> type[MPServer]:
    """A server of granian's that listens to an open Unix socket and leaves it open when it ends."""

    class AdoptedServer(MPServer):
        def _init_shared_socket(self) -> None:
            adopted: Any = SocketHolder  # its stub names no arguments
            self._shd = adopted(descriptor, True, self.backlog)
            self._sfd = cast(Any, descriptor)
            self._sso = socket.socket(fileno=os.dup(descriptor))
            self._sso.set_inheritable(True)

        @property
        def _bind_addr_fmt(self) -> str:
            return f"unix:{self._sso.getsockname()}" if self._sso else "unix:"

    return AdoptedServer


def main() -> Any:
    descriptor = passed_socket()
    if descriptor is not None:
        cli.Server = server_on(descriptor)
    return cli.entrypoint()


if __name__ == "__main__":
    main()
