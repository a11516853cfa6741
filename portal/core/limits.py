"""How often one visitor may ask for something that costs us much."""

from datetime import timedelta

from django.core.cache.backends.base import BaseCache
from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import UseCount

SALT = "portal.core.limits"


def is_over_limit(name: str, who: str, *, at_most: int, window: timedelta, store: BaseCache | None = None) -> bool:
    """Count one more use of `name` by `who` (an address, a site); whether it is more than `at_most` in the window.

    A fixed window, counted in the database for all processes (`count_uses`), or in `store`: what is asked often and
    costs little is counted in each process's own memory, so that reading writes nothing.
    """
    if store is None:
        return count_uses((name, who), window=window)[0] > at_most
    return _count_in(store, _key(name, who, window), int(window.total_seconds())) > at_most


def count_uses(*uses: tuple[str, str], window: timedelta) -> list[int]:
    """Count one more of each of `uses` (a name and by whom), and say how many of each there are in the window.

    One statement, whoever else counts at the same time. By whom is kept only as a keyed hash, and not for longer
    than a job needs to come round after the window's end.
    """
    keys = [_key(name, who, window) for name, who in uses]
    counted = _count(sorted(keys), window)
    return [counted[key] for key in keys]


def _key(name: str, who: str, window: timedelta) -> str:
    number = int(timezone.now().timestamp() // window.total_seconds())
    hashed = salted_hmac(SALT, who, algorithm="sha256").hexdigest()[:32]
    return f"limit:{name}:{hashed}:{number}"


def _count(keys: list[str], window: timedelta) -> dict[str, int]:
    table = UseCount._meta.db_table
    rows = ", ".join(["(%s, 1, %s)"] * len(keys))
    until = connection.ops.adapt_datetimefield_value(timezone.now() + window)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (key, number, until) VALUES {rows}"  # noqa: S608 - no value is in it
            f" ON CONFLICT (key) DO UPDATE SET number = {table}.number + 1 RETURNING key, number",
            [value for key in keys for value in (key, until)],
        )
        return dict(cursor.fetchall())


def _count_in(store: BaseCache, key: str, seconds: int) -> int:
    if store.add(key, 1, timeout=seconds):
        return 1
    try:
        return store.incr(key)
    except ValueError:
        # The window ended between the two calls.
        return 1
