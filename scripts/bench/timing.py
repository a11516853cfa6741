"""Times and queries of something that is done again and again in this process."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

REPEATS = 15


def median_ms(
    action: Callable[[], Any], *, clock: Callable[[], float] = time.perf_counter, repeats: int = REPEATS, warm: int = 3
) -> float:
    """Median time of `action` in milliseconds after `warm` runs that don't count."""
    times = []
    for n in range(repeats + warm):
        start = clock()
        action()
        if n >= warm:
            times.append((clock() - start) * 1000)
    return statistics.median(times)


def queries_of(action: Callable[[], Any]) -> tuple[int, int]:
    """How many queries `action` makes, and how many of them repeat one before to the letter."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        action()
    asked = [query["sql"] for query in captured.captured_queries]
    return len(asked), len(asked) - len(set(asked))


def sql_ms(action: Callable[[], Any], repeats: int = REPEATS) -> tuple[float, int]:
    """Median milliseconds the database took for all queries of `action`, and how many there are."""
    from django.db import connection

    spent: list[float] = []
    counts: list[int] = []

    def timed(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent[-1] += time.perf_counter() - start
            counts[-1] += 1

    with connection.execute_wrapper(timed):
        for _ in range(repeats + 3):
            spent.append(0.0)
            counts.append(0)
            action()
    return statistics.median(spent[3:]) * 1000, counts[-1]
