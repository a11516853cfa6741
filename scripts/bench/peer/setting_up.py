"""The peer's environment, project, database and servers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

import demo
from postgres import program

from bench.content.words import Size
from bench.kept import KEPT, fingerprint, forget, load, save
from bench.load import Target

SITE = Path(__file__).resolve().parent / "site"
RECORDED = Path(__file__).resolve().parent / "recorded.json"
HOSTNAME = "dso1.localhost"
PAGES = {"home": "/", "list": "/sluzby/", "detail": "/sluzby/sluzba-7/", "search": "/search/?s=knihovna"}
WORKERS = 2
INSTALL_WITHIN = 600


class NotInstalledError(Exception):
    """The peer's environment can't be made here; says why."""


def environment() -> Path:
    """Folder of the peer's environment, made by uv if it isn't there; PEER_ENVIRONMENT names another one.

    Raises NotInstalledError.
    """
    if named := os.environ.get("PEER_ENVIRONMENT"):
        if not (Path(named) / "bin" / "coderedcms").exists():
            raise NotInstalledError(f"PEER_ENVIRONMENT={named} holds no coderedcms")
        return Path(named)
    requirements = SITE / "requirements.txt"
    folder = KEPT / f"peer-{fingerprint([requirements])}"
    if (folder / "whole").exists():
        return folder
    uv = demo.ROOT / ".uv" / "bin" / "uv"
    found = str(uv) if uv.exists() else shutil.which("uv")
    if found is None:
        raise NotInstalledError("uv is not there: `make install` brings it")
    print("The peer's environment is made with uv.", flush=True)
    python = str(folder / "bin" / "python")
    for command in (
        [found, "venv", "--quiet", "--clear", "--python=3.13", str(folder)],
        [found, "pip", "install", "--quiet", f"--python={python}", f"--requirement={requirements}"],
    ):
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_WITHIN, check=False)
        except subprocess.TimeoutExpired as error:
            raise NotInstalledError(f"{command[1]} took longer than {INSTALL_WITHIN} s") from error
        if done.returncode:
            raise NotInstalledError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "uv failed")
    (folder / "whole").touch()
    return folder


class Peer:
    """A filled site of the peer on a PostgreSQL server."""

    def __init__(self, installed: Path, server: str, size: Size, folder: Path) -> None:
        self.bin = installed / "bin"
        self.size = size
        self.folder = folder / "peer"
        self.folder.mkdir()
        self._run("coderedcms", "start", "crxsite", str(self.folder), "--sitename=Peer", "--domain=dso0.localhost")
        self.url = self._database(server, installed)

    def variables(self, *, cached: bool = False) -> dict[str, str]:
        """Of the peer's processes."""
        address = urlsplit(self.url) if hasattr(self, "url") else None
        database = (
            {
                "PEER_DATABASE_PORT": str(address.port),
                "PEER_DATABASE_NAME": address.path.strip("/"),
            }
            if address
            else {}
        )
        # Nothing of the portal's own environment reaches it.
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
        return {
            **kept,
            **database,
            "DJANGO_SETTINGS_MODULE": "peer_settings",
            "PEER_CACHE": "on" if cached else "off",
            "PYTHONPATH": os.pathsep.join((str(self.folder), str(SITE))),
            "PYTHONWARNINGS": "ignore",
        }

    def _run(self, name: str, *arguments: str) -> None:
        command = [str(self.bin / name), *arguments]
        done = subprocess.run(
            command, env=self.variables(), cwd=self.folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise NotInstalledError(f"{name} {arguments[0]} failed: {done.stderr.strip()[-400:]}")
        if name == "python":
            print(done.stdout, end="", flush=True)

    def _database(self, server: str, installed: Path) -> str:
        subprocess.run([program("createdb"), f"--maintenance-db={server}", "peer"], check=True)
        self.url = f"{server.rpartition('/')[0]}/peer"
        services = self.size.municipalities * self.size.services
        kind = f"peersite-{self.size.associations}x{services}"
        kept = KEPT / f"{kind}-{fingerprint([*SITE.glob('*.py'), *SITE.glob('*.txt')])}"
        start = time.monotonic()
        if (kept / "database").exists():
            load(self.url, kept)
            print(f"The peer's content from {kept} in {time.monotonic() - start:.0f} s", flush=True)
            return self.url
        print(f"The peer's content is made (kept in {kept} for the next time):", flush=True)
        self._run("django-admin", "migrate", "--verbosity=0")
        self._run("python", str(SITE / "peer_content.py"), str(self.size.associations), str(services))
        forget(kind, besides=kept)
        kept.mkdir(parents=True, exist_ok=True)
        save(self.url, kept)
        return self.url

    def command(self, port: int) -> list[str]:
        """gunicorn as it starts by itself, with as many processes as the portal's server has."""
        return [
            str(self.bin / "gunicorn"),
            f"--workers={WORKERS}",
            f"--bind=127.0.0.1:{port}",
            "--log-level=error",
            "crxsite.wsgi",
        ]

    def targets(self, port: int) -> dict[str, Target]:
        """The four pages of a server on `port`."""
        return {name: Target(port, HOSTNAME, path) for name, path in PAGES.items()}


def recorded() -> dict[str, float]:
    """Rates of the peer's pages against hello-world of the same run, as they were measured last and written down."""
    found: dict[str, float] = json.loads(RECORDED.read_text(encoding="utf-8"))["ratios"]
    return found
