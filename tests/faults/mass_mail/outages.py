"""The database goes away for a while."""

import sqlite3
import time
from contextlib import closing

import psycopg


def locked_file(name: str, seconds: float) -> None:
    """SQLite: somebody else writes for so long."""
    with closing(sqlite3.connect(name, isolation_level=None, timeout=20)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        other.execute("ROLLBACK")


def closed_database(url: str, name: str, seconds: float) -> None:
    """PostgreSQL: every connection to the database `name` is cut, and none is let in for so long; `url` is another one.

    To whoever is connected it is what a restart of the server is.
    """
    with psycopg.connect(url, autocommit=True) as other:
        other.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')
        try:
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            time.sleep(seconds)
        finally:
            other.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true')
