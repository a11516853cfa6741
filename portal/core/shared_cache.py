"""Django's cache in the database, which is not asked for the same small thing at every row of a list.

Wagtail looks up the addresses of all sites and the names of languages in the cache for each page it lists: free
where the cache is memory, a query a row where it is a table.
"""

from time import monotonic
from typing import Any

from django.core.cache.backends.db import DatabaseCache as DjangoDatabaseCache

NAMES = frozenset({"wagtail_site_root_paths", "wagtail_locales_display_name"})
"""What is remembered: read at every turn, changed with a site or a language, and never changed by who reads it."""
SECONDS = 1.0
"""At most; whoever changes it in this thread, and the end of a request, forget it at once."""


class DatabaseCache(DjangoDatabaseCache):
    """One for each thread, as all of Django's caches."""

    def __init__(self, table: str, params: dict[str, Any]) -> None:
        super().__init__(table, params)
        self._seen: dict[tuple[str, Any], tuple[float, Any]] = {}

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        if key not in NAMES:
            return super().get(key, default, version)
        known = self._seen.get((key, version))
        if known is not None and monotonic() - known[0] < SECONDS:
            return known[1]
        value = super().get(key, None, version)
        if value is None:
            return default
        self._seen[key, version] = (monotonic(), value)
        return value

    def set(self, key: Any, *args: Any, **kwargs: Any) -> None:
        self._seen.clear()
        super().set(key, *args, **kwargs)

    def delete(self, key: Any, version: int | None = None) -> bool:
        self._seen.clear()
        return bool(super().delete(key, version))

    def clear(self) -> None:
        self._seen.clear()
        super().clear()

    def close(self, **kwargs: Any) -> None:
        self._seen.clear()
        super().close(**kwargs)
