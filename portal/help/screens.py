"""Which screen a request asks for, in the words of ``topics.toml``, and which topic belongs to it.

- ``namespace:name``      a view by the name of its address, such as ``citizen_requests:index``
- ``page:app.model``      writing a page of this type
- ``bulk:app.model``      doing something with several rows at once
"""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest

from .topics import Topic, by_screen

PAGE_FORMS = frozenset({"wagtailadmin_pages:add", "wagtailadmin_pages:edit"})
BULK = "wagtail_bulk_action"


def keys_of(request: HttpRequest, page: Any = None) -> Iterator[str]:
    """What the screen is called, the narrowest name first; `page` is what the form writes, if it is a page."""
    match = request.resolver_match
    if match is None:
        return
    if match.view_name in PAGE_FORMS:
        if (label := getattr(getattr(page, "_meta", None), "label_lower", "")) != "":
            yield f"page:{label}"
        if {"content_type_app_name", "content_type_model_name"} <= match.kwargs.keys():
            yield f"page:{match.kwargs['content_type_app_name']}.{match.kwargs['content_type_model_name']}"
    if match.view_name == BULK:
        yield f"bulk:{match.kwargs['app_label']}.{match.kwargs['model_name']}"
    yield match.view_name


def topic_for(request: HttpRequest, page: Any = None) -> Topic | None:
    """The topic of the screen `request` asks for; None where there is none. Asks the database nothing."""
    topics = by_screen()
    return next((topics[key] for key in keys_of(request, page) if key in topics), None)
