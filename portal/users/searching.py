"""How often one network may search: each search costs the database more than a page that is read."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from portal.core.limits import is_over_limit, quick_store, too_many

from .client import ip_address

WINDOW = timedelta(minutes=1)
SEARCHES, SUGGESTIONS = "search", "suggest"
AT_MOST = {SEARCHES: 120, SUGGESTIONS: 600}
"""A class of pupils behind one address searches less often; a machine that tries words much more."""


def refused_search(request: HttpRequest, name: str = SEARCHES) -> HttpResponse | None:
    """The refusal of one search too many (or suggestion, by `name`) from the client's network.

    None for all others, and where nothing is sought.
    """
    if not request.GET.get("q", "").strip():
        return None
    if is_over_limit(name, ip_address(request), at_most=AT_MOST[name], window=WINDOW, store=quick_store()):
        return too_many(request, WINDOW)
    return None
