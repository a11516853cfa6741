"""Settings of the directory's bench: as in production, on whatever database DATABASE_URL names, with a bare view."""

from portal.settings.base import *

SECRET_KEY = "bench"
DEBUG = False
ALLOWED_HOSTS = ["*"]
DEMO = False
ROOT_URLCONF = "tests.performance.urls"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
OPEN_DATA_REQUESTS_PER_MINUTE = 1_000_000
# The bench signs in by a stroke of the pen.
SECOND_FACTOR_REQUIRED = False
# All of the load comes from one address.
RATE_LIMITS = dict.fromkeys(("api", "links", "open311", "search", "suggest", "wrong-links"), 0)
