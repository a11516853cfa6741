"""The portal's addresses, with its limits lifted where a soak is more than any site gets.

A site takes in any number of messages in a short time (`tests.performance.request_urls` sees to that), and a form may
come back as fast as no person writes.
"""

from datetime import timedelta

from portal.core import tickets
from tests.performance.request_urls import urlpatterns

tickets.FASTEST = timedelta(0)

__all__ = ["urlpatterns"]
