"""How often one visitor may ask for something that costs us much.

Who counts says how much is too much at its place; an installation says otherwise by the limit's name (RATE_LIMITS).
"""

from datetime import timedelta

import structlog
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import UseCount

logger = structlog.get_logger(__name__)

SALT = "portal.core.limits"
MEMORY = "memory"
TOO_MANY = 429


def is_over_limit(name: str, who: str, *, at_most: int, window: timedelta, store: BaseCache | None = None) -> bool:
    """Count one more use of `name` by `who` (an address, a site); whether it is more than `at_most` in the window.

    RATE_LIMITS may name another number, 0 for none. A fixed window, counted in the database for all processes
    (`count_uses`), or in `store` (`quick_store`): what is asked often and costs little writes nothing.
    """
    wanted = settings.RATE_LIMITS.get(name)
    if wanted == 0:
        return False
    at_most = wanted or at_most
    if store is None:
        return count_uses((name, who), window=window)[0] > at_most
    key, seconds = _key(name, who, window), int(window.total_seconds())
    try:
        return _count_in(store, key, seconds) > at_most
    except Exception as error:  # whatever the store's own client raises
        # It is away: better to count by process than to refuse everybody, or nobody.
        logger.warning("limit_store_away", limit=name, reason=type(error).__name__)
        return _count_in(caches[MEMORY], key, seconds) > at_most


def quick_store() -> BaseCache:
    """Where what is asked often and costs little is counted.

    A store that all processes share, if there is one that answers at once (Redis, Valkey); else each process's own
    memory: with N processes an address then gets N times as much. A row written for every page read would cost more
    than it saves.
    """
    name = "default" if settings.CACHES["default"]["BACKEND"].endswith("RedisCache") else MEMORY
    return caches[name]


def too_many(request: HttpRequest, window: timedelta) -> HttpResponse:
    """The answer to whoever asks too often: plain words, when to come again, and kept by nobody."""
    seconds = int(window.total_seconds())
    response = render(request, "429.html", {"minutes": max(1, seconds // 60)}, status=TOO_MANY, using="django")
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    return response


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
