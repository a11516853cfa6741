"""Puts the memory before Django, as the settings say (PAGE_CACHE…); used by `portal.wsgi`."""

from collections.abc import Callable

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from portal.core.metrics import kept_page

from .. import versions
from .handler import KeptPagesHandler
from .known import Known
from .memory import Memory
from .reading import read_facts

MEGABYTE = 1024 * 1024


def build() -> Callable[..., object]:
    """The WSGI application of this installation, once Django is set up.

    Where nothing is to be kept (PAGE_CACHE=off) it is Django's own.
    """
    known = Known(read_facts)
    # Pages made anew use the reading of once a second too.
    versions.answer_from(known.number_of)
    if not settings.PAGE_CACHE:
        return WSGIHandler()
    memory = Memory(int(settings.PAGE_CACHE_MEGABYTES * MEGABYTE), settings.PAGE_CACHE_ENTRIES)
    return KeptPagesHandler(memory, known, count=kept_page)
