"""The lock of an issue that went out, in Wagtail's own manner (N6)."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.locks import BaseLock


class SentLock(BaseLock):
    """Nobody may change what readers have got; a correction is a page of its own."""

    def for_user(self, user: Any) -> bool:
        return True

    def get_message(self, user: Any) -> str:
        return _("This issue has gone out to readers, so its text can't be changed any more. Publish a correction.")

    def get_locked_by(self, user: Any) -> str:
        return _("Gone out to readers")

    def get_description(self, user: Any) -> str:
        return _("An issue that went out stays as readers got it")
