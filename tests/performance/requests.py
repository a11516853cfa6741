"""Settings of the bench of taking in requests: the directory's, behind one proxy, with the addresses to compare."""

from tests.performance.directory import *

ROOT_URLCONF = "tests.performance.request_urls"
# Every visitor of the bench has an address of their own.
TRUSTED_PROXIES = 1
