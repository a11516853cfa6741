"""A throw-away PostgreSQL server for one run: its own folder, port and socket, gone at the end."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OPTIONS = (
    # Nothing of it has to survive: no waiting for the disk.
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_wal_size=4GB",
    "shared_buffers=256MB",
    "listen_addresses=127.0.0.1",
)


def scratch_folder() -> Path:
    """A new folder, in memory if the machine has a gigabyte of shared memory to spare."""
    memory = Path("/dev/shm")  # noqa: S108
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2**30
    return Path(tempfile.mkdtemp(prefix="portal-test-", dir=memory if roomy else None))


def program(name: str) -> str:
    """Path of a PostgreSQL program, the newest version installed; FileNotFoundError if there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    path = str(found[-1]) if found else shutil.which(name)
    if path is None:
        raise FileNotFoundError(f"PostgreSQL's {name} is not installed: run scripts/system_packages.sh test")
    return path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def as_postgres() -> list[str]:
    """What stands before a command of the server: it refuses to run as root."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


@contextmanager
def throwaway_server() -> Iterator[str]:
    """Yields the DATABASE_URL of a fresh server that sorts by Czech rules (ICU cs-CZ), as a real installation does."""
    folder = scratch_folder()
    prefix = as_postgres()
    if prefix:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    cluster = folder / "cluster"
    port = free_port()

    def run(*command: str) -> None:
        subprocess.run([*prefix, *command], cwd=folder, check=True, stdout=subprocess.DEVNULL)

    try:
        run(
            program("initdb"),
            f"--pgdata={cluster}",
            "--username=portal",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale-provider=icu",
            "--icu-locale=cs-CZ",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        settings = " ".join(
            f"-c {option}" for option in (*OPTIONS, f"port={port}", f"unix_socket_directories={folder}")
        )
        pg_ctl = program("pg_ctl")
        run(pg_ctl, "start", "--wait", "--silent", f"--pgdata={cluster}", f"--log={folder}/log", "-o", settings)
        try:
            yield f"postgres://portal@127.0.0.1:{port}/postgres"
        finally:
            run(pg_ctl, "stop", "--mode=immediate", "--silent", f"--pgdata={cluster}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
