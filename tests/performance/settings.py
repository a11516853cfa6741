"""The demo's settings with one more address: a view that does nothing, to compare the pages with."""

from portal.settings.production import *

ROOT_URLCONF = "tests.performance.urls"
