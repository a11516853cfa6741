"""A static file from nginx, if nginx is installed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from postgres import free_port

from bench.load import Target
from bench.serving import serving

CONFIGURATION = """
daemon off; {user} worker_processes 2; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 10000000; default_type text/html;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{ listen 127.0.0.1:{port}; root {folder}/files; }}
}}
"""


def program() -> str | None:
    """Path of nginx; None if it is not installed."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


@contextmanager
def serving_file(folder: Path, size: int) -> Iterator[Target | None]:
    """A file of so many bytes at the target while the block runs; None without nginx."""
    nginx = program()
    if nginx is None:
        yield None
        return
    place = folder / "nginx"
    (place / "files").mkdir(parents=True)
    (place / "files" / "page.html").write_bytes(os.urandom(size // 2).hex().encode()[:size].ljust(size))
    target = Target(free_port(), "localhost", "/page.html")
    user = "user root;" if os.geteuid() == 0 else ""
    (place / "nginx.conf").write_text(CONFIGURATION.format(folder=place, port=target.port, user=user), encoding="utf-8")
    with serving([nginx, "-p", str(place), "-c", str(place / "nginx.conf")], os.environ, target):
        yield target
