"""The button that starts an issue from the last one, at the archive and in the list of issues."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button, HeaderButton

from portal.tenancy.boundary import is_union_user

from ..models import NewsletterIndexPage
from .copy import may_copy_into
from .views import archives_of

LABEL = _("New from the last one")


def list_buttons(user: Any) -> list[Any]:
    """For the list: the button, if there is one archive it can mean; never for the Union, which has them all."""
    archives = [] if is_union_user(user) else archives_of(user)
    if len(archives) != 1:
        return []
    return [HeaderButton(LABEL, url=_address(archives[0]), icon_name="copy", priority=5)]


@hooks.register("register_page_header_buttons")
def archive_buttons(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """For the archive in the tree, beside "copy" and "move"."""
    if isinstance(page.specific, NewsletterIndexPage) and may_copy_into(page, user):
        yield Button(LABEL, url=_address(page), icon_name="copy", priority=5)


def _address(archive: Any) -> str:
    return reverse("newsletters:copy_last", args=[archive.pk])
