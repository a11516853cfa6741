#!/usr/bin/env python3
"""The demonstration: three associations on this machine, run as a real installation is run.

    demo.py data [--municipalities FILE]   database, demo content, search index, static files; safe to run again
    demo.py serve                          web server and worker until Ctrl-C

Everything it makes is in var/ (VAR_DIR). PORT and HOST say where it listens (127.0.0.1:8000).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("VAR_DIR", ROOT / "var")).resolve()
PORT = os.environ.get("PORT", "8000")
HOST = os.environ.get("HOST", "127.0.0.1")
READY_WITHIN = 180
STOP_WITHIN = 10


def secret_key() -> str:
    """The installation's key: made once, readable by its owner only."""
    file = VAR / "secret_key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50), encoding="utf-8")
    return file.read_text(encoding="utf-8")


def environment() -> dict[str, str]:
    """Production settings with the values of a demonstration; what the caller has set wins."""
    mailer = {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(VAR / "mail")},
    }
    defaults = {
        "DATABASE_URL": f"sqlite:///{VAR / 'portal.sqlite3'}",
        "SECRET_KEY": secret_key(),
        "ALLOWED_HOSTS": ".localhost,localhost,127.0.0.1",
        "ADMIN_BASE_URL": f"http://localhost:{PORT}",
        "MAILER": json.dumps(mailer),
        "LOG_LEVEL": "WARNING",
    }
    forced = {
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "DEMO": "true",
        "VAR_DIR": str(VAR),
        "PORT": PORT,
    }
    return {**defaults, **os.environ, **forced}


def timed(name: str, start: float) -> None:
    print(f"  {name:14} {time.monotonic() - start:5.1f} s", flush=True)


# --- Data ------------------------------------------------------------------------------------------
def static_fingerprint() -> str:
    """Changes with any static file of the project or of a package, and with how they are stored."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            digest.update(f"{path} {storage.size(path)} {storage.get_modified_time(path).timestamp()}\n".encode())
    return digest.hexdigest()


class StaticFiles:
    """Hashed and compressed static files, made beside the database work, and only if something changed."""

    def __init__(self) -> None:
        from django.conf import settings

        self.start, self.began = time.monotonic(), time.time()
        self.stamp = Path(settings.STATIC_ROOT) / ".fingerprint"
        self.manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
        self.fingerprint = static_fingerprint()
        self.process: subprocess.Popen[str] | None = None
        if not self.stamp.exists() or self.stamp.read_text(encoding="utf-8") != self.fingerprint:
            command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--clear", "--verbosity=0"]
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            )

    def wait_until_named(self) -> None:
        """Until it is known what each file is called: mails and pages that are made here name them.

        They are hashed first and compressed afterwards, which takes much longer.
        """
        from django.contrib.staticfiles.storage import staticfiles_storage

        storage: Any = staticfiles_storage
        while self.process is not None and self.process.poll() is None and not self._is_named():
            time.sleep(0.1)
        storage.hashed_files, storage.manifest_hash = storage.load_manifest()

    def _is_named(self) -> bool:
        if not self.manifest.exists() or self.manifest.stat().st_mtime < self.began:
            return False
        try:
            return bool(json.loads(self.manifest.read_text(encoding="utf-8")))
        except ValueError:  # half written
            return False

    def finish(self) -> None:
        if self.process is None:
            return
        output, _ = self.process.communicate()
        if self.process.returncode:
            sys.exit(f"collectstatic failed:\n{output}")
        self.stamp.write_text(self.fingerprint, encoding="utf-8")
        timed("static files", self.start)


def load(municipalities: Path | None) -> None:
    """Bring database, demo content and static files up to date."""
    subprocess.run([sys.executable, "scripts/messages.py", "compile"], cwd=ROOT, check=True)
    import django

    sys.path.insert(0, str(ROOT))
    django.setup()
    from django.core.management import CommandError, call_command

    static_files = StaticFiles()
    try:
        for name, arguments in (
            ("migrate", ["--noinput", "--verbosity=0"]),
            ("createcachetable", ["--verbosity=0"]),
            *([("import_municipalities", [str(municipalities)])] if municipalities else []),
            ("load_demo", [f"--port={PORT}"]),
            ("update_index", ["--verbosity=0"]),
        ):
            if name == "load_demo":
                static_files.wait_until_named()
            start = time.monotonic()
            call_command(name, *arguments)
            timed(name, start)
    except BaseException as error:
        if static_files.process:
            static_files.process.terminate()
        if isinstance(error, CommandError):
            sys.exit(f"{name}: {error}")
        raise
    static_files.finish()


# --- Serving ---------------------------------------------------------------------------------------
def commands() -> dict[str, list[str]]:
    granian = Path(sys.executable).with_name("granian")
    web = [str(granian), "--interface=wsgi", f"--host={HOST}", f"--port={PORT}", "--workers=2", "--blocking-threads=2"]
    return {
        "web": [*web, "--respawn-failed-workers", "--log-level=warning", "portal.wsgi:application"],
        "worker": [sys.executable, "manage.py", "run_worker"],
    }


def answers() -> bool:
    address = "127.0.0.1" if HOST in {"0.0.0.0", "::"} else HOST  # noqa: S104 # compared, not bound
    try:
        with urllib.request.urlopen(f"http://{address}:{PORT}/healthz", timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def announce() -> None:
    """Print where the sites are and who can sign in."""
    demo = json.loads((ROOT / "portal" / "tenancy" / "demo" / "associations.json").read_text(encoding="utf-8"))
    slugs = [association["slug"] for association in demo["associations"]]
    lines = ["", "The demonstration is ready (Ctrl-C stops it):", ""]
    for site in (demo["union"], *demo["associations"]):
        lines.append(f"  {site['name']:36} http://{site['hostname']}:{PORT}/")
    lines += ["", "  Administration: /admin/ on each. Password of every account: demo"]
    lines += ["    union-admin, union-reviewer", *(f"    {slug}-manager, {slug}-editor" for slug in slugs)]
    lines += ["", f"  Mail it sends is written to {VAR / 'mail'}", ""]
    print("\n".join(lines), flush=True)


def stop(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask all to end, and after a while make them."""
    running = [process for process in processes.values() if process.poll() is None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + STOP_WITHIN
    for process in running:
        try:
            process.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def serve() -> int:
    """Run web and worker until one of them ends or a signal comes; 0 if it was a signal."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(PORT)))
        except OSError as error:
            sys.exit(f"Port {PORT} on {HOST} cannot be used ({error.strerror}). Choose another: make demo PORT=8010")
    stopped: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: stopped.append(received))
    # In groups of their own, so that Ctrl-C reaches them once, through us.
    processes = {
        name: subprocess.Popen(command, cwd=ROOT, start_new_session=True) for name, command in commands().items()
    }
    deadline = time.monotonic() + READY_WITHIN
    ready = False
    try:
        while not stopped:
            ended = [name for name, process in processes.items() if process.poll() is not None]
            if ended:
                print(f"The {' and the '.join(ended)} process ended; stopping.", file=sys.stderr)
                return 1
            if not ready and answers():
                ready = True
                announce()
            elif not ready and time.monotonic() > deadline:
                print(f"The server did not answer within {READY_WITHIN} s; stopping.", file=sys.stderr)
                return 1
            time.sleep(0.3)
    finally:
        stop(processes)
    print("Stopped.")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    subcommands = parser.add_subparsers(dest="command", required=True)
    subcommands.add_parser("data").add_argument("--municipalities", type=Path)
    subcommands.add_parser("serve")
    options = parser.parse_args()
    VAR.mkdir(parents=True, exist_ok=True)
    os.environ.update(environment())
    if options.command == "serve":
        return serve()
    load(options.municipalities.resolve() if options.municipalities else None)
    return 0


if __name__ == "__main__":
    sys.exit(main())
