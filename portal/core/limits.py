"""How often one visitor may ask for something that costs us much."""

from datetime import timedelta

from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from django.utils import timezone
from django.utils.crypto import salted_hmac

SALT = "portal.core.limits"


def is_over_limit(name: str, who: str, *, at_most: int, window: timedelta, store: BaseCache | None = None) -> bool:
    """Count one more use of `name` by `who`; whether it is more than `at_most` in the window (`count_use`)."""
    return count_use(name, who, window=window, store=store) > at_most


def count_use(name: str, who: str, *, window: timedelta, store: BaseCache | None = None) -> int:
    """Count one more use of `name` by `who` (an address, a site) and say how many there are in the window.

    A fixed window on the shared cache, or on `store`: what is asked often and costs little is counted in each
    process's own memory, so that reading writes nothing. `who` is kept only as a keyed hash, for the window's length.
    """
    number = int(timezone.now().timestamp() // window.total_seconds())
    hashed = salted_hmac(SALT, who, algorithm="sha256").hexdigest()[:32]
    key = f"limit:{name}:{hashed}:{number}"
    return _count(key, int(window.total_seconds()), store or cache)


def _count(key: str, seconds: int, store: BaseCache) -> int:
    if store.add(key, 1, timeout=seconds):
        return 1
    try:
        return store.incr(key)
    except ValueError:
        # The window ended between the two calls.
        return 1
