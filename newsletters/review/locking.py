"""The lock of an issue that waits for the Union: it is closed to its centre, reviewers open it to comment (V5)."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.locks import WorkflowLock


class ReviewLock(WorkflowLock):
    """Wagtail's lock, in words a centre understands."""

    def get_message(self, user: Any) -> str | None:
        if not self.for_user(user):
            return None
        return _("The Union is reading this issue. You can change it again when the Union answers, or take it back.")

    def get_locked_by(self, user: Any, can_lock: bool = False) -> str:
        return _("The Union is reading")

    def get_description(self, user: Any, can_lock: bool = False) -> str:
        return _("Until the Union answers, the text stays as it was submitted.")
