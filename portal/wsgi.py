"""The WSGI entry point, served by granian: public pages that are kept, and Django behind them (decision 56)."""

import os
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")


def _application() -> Callable[..., object]:
    django.setup(set_prefix=False)
    from portal.tenancy.kept_pages.application import build

    return build()


application = _application()
