"""Filled databases that are kept between runs in VAR_DIR/bench, each under a fingerprint of what it was made by.

The fingerprint covers the generator and the month (some of the content is dated back from today). Where only migrations
have come in since, they are run on what is kept, as an installation would. A PostgreSQL database is kept as a dump, one
of SQLite as its file; uploaded files lie beside it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import demo
from postgres import program

from bench.content.words import Size

BENCH = Path(__file__).resolve().parent
KEPT = demo.VAR / "bench"
APPS = ("portal", "home", "services_directory", "newsletters", "meetings", "contact_centre")


class Filled(NamedTuple):
    """A database with content: its URL and the folder with the files that belong to it (VAR_DIR of the portal)."""

    url: str
    folder: Path


def fingerprint(files: Iterable[Path], *further: str) -> str:
    """Changes with the text of any of the files and with what else is named."""
    digest = hashlib.sha256(repr(further).encode())
    for file in sorted(files):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def migrations() -> list[Path]:
    """The files that decide which tables there are."""
    return [path for app in APPS for path in (demo.ROOT / app).rglob("migrations/*.py")]


def generator() -> list[Path]:
    """The files that decide what is in the portal's database."""
    return list((BENCH / "content").glob("*.py"))


def environment(filled: Filled, **further: str) -> dict[str, str]:
    """Of a process of the portal as in production, without HTTPS: nothing stands before it here."""
    return {
        **os.environ,
        "DATABASE_URL": filled.url,
        "VAR_DIR": str(filled.folder),
        "DJANGO_SETTINGS_MODULE": "tests.performance.settings",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": ".localhost,localhost,127.0.0.1",
        "HTTPS": "false",
        "BEHIND_PROXY": "false",
        "PYTHONPATH": os.pathsep.join((str(demo.ROOT), str(BENCH.parent))),
        **further,
    }


def portal(server: str, size: Size, folder: Path, *, name: str) -> Filled:
    """The portal's content in a new database `name`.

    `server` is the URL of a PostgreSQL server's database, or "sqlite". `folder` is the run's own.
    """
    vendor = "sqlite" if server == "sqlite" else "postgresql"
    kind = f"{vendor}-{size}"
    kept = KEPT / f"{kind}-{fingerprint(generator(), f'{date.today():%Y-%m}')}"  # noqa: DTZ011 - of this machine
    filled = Filled(_empty(server, folder, name), folder / name)
    (filled.folder / "media").mkdir(parents=True)
    start, tables = time.monotonic(), fingerprint(migrations())
    if (kept / "whole").exists():
        _restore(filled, kept)
        print(f"{size} from {kept} in {time.monotonic() - start:.0f} s", flush=True)
        _bring_up(filled, kept)
    else:
        print(f"{size} is made (kept in {kept} for the next time):", flush=True)
        make_tables(filled)
        _fill(filled, str(size))
        forget(kind, besides=kept)
        _keep(filled, kept, tables)
        print(f"  all: {time.monotonic() - start:.0f} s", flush=True)
    _link_static_files(filled)
    return filled


def _fill(filled: Filled, what: str) -> None:
    """Run the bench `fill` on the database."""
    settings = {"DJANGO_SETTINGS_MODULE": "tests.performance.directory", "LOG_LEVEL": "ERROR"}
    command = [sys.executable, str(BENCH), "fill", what]
    subprocess.run(command, cwd=demo.ROOT, env=environment(filled, **settings), check=True)


def _bring_up(filled: Filled, kept: Path) -> None:
    """Run the migrations that came in since it was kept, and keep what comes of them."""
    start, tables = time.monotonic(), fingerprint(migrations())
    if (kept / "whole").read_text(encoding="utf-8") == tables:
        return
    _fill(filled, "tables")
    _keep(filled, kept, tables)
    print(f"  newer migrations: {time.monotonic() - start:.0f} s", flush=True)


def make_tables(filled: Filled) -> None:
    """All tables, in an empty database: the migrations take a minute and are kept by themselves."""
    kept = KEPT / f"empty-{'sqlite' if filled.url.startswith('sqlite') else 'postgresql'}"
    (filled.folder / "media").mkdir(parents=True, exist_ok=True)
    if (kept / "whole").exists():
        load(filled.url, kept)
        _bring_up(filled, kept)
        return
    tables = fingerprint(migrations())
    _fill(filled, "tables")
    _keep(filled, kept, tables)


def _link_static_files(filled: Filled) -> None:
    """One folder of collected static files serves all runs."""
    static = KEPT / "static"
    static.mkdir(parents=True, exist_ok=True)
    (filled.folder / "static").symlink_to(static)


def collect_static_files() -> None:
    """Bring the static files up to date and read anew what they are called; Django has to be set up."""
    files = demo.StaticFiles()
    files.finish()
    files.wait_until_named()


# --- Databases --------------------------------------------------------------------------------------
def _empty(server: str, folder: Path, name: str) -> str:
    """URL of a new, empty database."""
    if server == "sqlite":
        return f"sqlite:///{folder / f'{name}.sqlite3'}"
    subprocess.run([program("createdb"), f"--maintenance-db={server}", name], check=True)
    return f"{server.rpartition('/')[0]}/{name}"


def forget(kind: str, *, besides: Path) -> None:
    """Remove what is kept of this kind under other fingerprints."""
    for old in KEPT.glob(f"{kind}-*"):
        if old != besides:
            shutil.rmtree(old)


def _keep(filled: Filled, kept: Path, tables: str) -> None:
    """Keep the database with its files; `tables` is the fingerprint of the migrations that it has."""
    kept.mkdir(parents=True, exist_ok=True)
    (kept / "whole").unlink(missing_ok=True)
    shutil.copytree(filled.folder / "media", kept / "media", dirs_exist_ok=True)
    save(filled.url, kept)
    (kept / "whole").write_text(tables, encoding="utf-8")


def _restore(filled: Filled, kept: Path) -> None:
    shutil.copytree(kept / "media", filled.folder / "media", dirs_exist_ok=True)
    load(filled.url, kept)


def save(url: str, kept: Path) -> None:
    """Write the database into the folder `kept`."""
    if url.startswith("sqlite"):
        shutil.copy(url.removeprefix("sqlite:///"), kept / "database")
        return
    command = [program("pg_dump"), "--format=custom", "--compress=1", f"--file={kept / 'database'}", url]
    subprocess.run(command, check=True)


def load(url: str, kept: Path) -> None:
    """Read the database in the folder `kept` into the empty one of `url`, with statistics as after housekeeping."""
    if url.startswith("sqlite"):
        shutil.copy(kept / "database", url.removeprefix("sqlite:///"))
        return
    jobs = f"--jobs={os.cpu_count() or 1}"
    command = [program("pg_restore"), "--no-owner", "--exit-on-error", jobs, f"--dbname={url}", str(kept / "database")]
    subprocess.run(command, check=True)
    subprocess.run([program("psql"), "--quiet", "--command=VACUUM ANALYZE", url], check=True)
