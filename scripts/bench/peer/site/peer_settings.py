"""Settings of the peer: those that `coderedcms start` writes for production, on the bench's database.

Beyond those it gets what its operator would give it: connections to the database that last, and for the comparison of
cached pages a cache in the memory of each process, the fastest there is.
"""

import os

from crxsite.settings.prod import *  # noqa: F403 - as Django's settings are extended
from crxsite.settings.prod import CACHES

SECRET_KEY = "bench"  # noqa: S105 - keeps nothing
ALLOWED_HOSTS = ["*"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "127.0.0.1",
        "PORT": os.environ["PEER_DATABASE_PORT"],
        "NAME": os.environ["PEER_DATABASE_NAME"],
        "USER": "portal",
        "CONN_MAX_AGE": None,
    }
}
WAGTAIL_CACHE = os.environ.get("PEER_CACHE") == "on"
CACHES = {
    "default": {
        **CACHES["default"],
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
