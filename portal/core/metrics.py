"""What every process counts for itself, kept in files of METRICS_DIR so that one scrape adds all processes up.

Without METRICS_DIR nothing is counted and each call costs one `if`. `portal.jobs.metrics` shows the figures at
``/metrics`` together with those that are asked of the database (decision 62).
"""

import os
from pathlib import Path
from typing import Any

from django.conf import settings

DIRECTORY: str = settings.METRICS_DIR
if DIRECTORY:
    Path(DIRECTORY).mkdir(parents=True, exist_ok=True)
    # prometheus_client decides while it is imported where its values are.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = DIRECTORY

from prometheus_client import CollectorRegistry, Counter, Histogram  # noqa: E402

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Limits of the histogram of times."""
KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
KEPT = ("hit", "miss", "stale", "bypass")
"""What became of a look into the kept pages; `stale` is one shown while the database was away."""

_own = CollectorRegistry()
_requests = Counter("portal_requests", "Requests by what answered them.", ["view", "method", "status"], registry=_own)
_seconds = Histogram("portal_request_seconds", "Time to answer.", ["view"], registry=_own, buckets=SECONDS)
_kept = Counter("portal_kept_pages", "Looks into the kept pages.", ["result"], registry=_own)
_by_result = {result: _kept.labels(result) for result in KEPT}


def observe(*, method: str, view: str, status: int, seconds: float) -> None:
    """Count one answered request. `view` is the address's name in the URLconf, "" where nothing answers.

    Both come from the code, never from who asks, so the number of time series is bounded.
    """
    if not DIRECTORY:
        return
    name = view or "none"
    _requests.labels(name, method if method in KNOWN_METHODS else "other", str(status)).inc()
    _seconds.labels(name).observe(seconds)


def view_name(match: Any) -> str:
    """The `view` of `observe` for a request's `resolver_match` (None when nothing answered)."""
    return getattr(match, "view_name", "") or ""


def kept_page(result: str) -> None:
    """Count one look into the kept pages; `result` is one of `KEPT`. Raises KeyError for another."""
    if DIRECTORY:
        _by_result[result].inc()
