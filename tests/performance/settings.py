"""The demo's settings with one more address: a view that does nothing, to compare the pages with."""

from portal.settings.production import *

ROOT_URLCONF = "tests.performance.urls"
# All of the load comes from one address.
RATE_LIMITS = dict.fromkeys(("api", "links", "open311", "search", "suggest", "wrong-links"), 0)
