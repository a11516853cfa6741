"""What a meeting's page answers when Wagtail reads a revision, keeps one, or takes the page down (M9)."""

from typing import Any

from django.db import transaction

from .announced import announced_of
from .guard import is_announced, refuse_unpublishing, stand_as_announced


class GuardedMeeting:
    """A mixin of the meeting's page, first among its bases."""

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """The page as a revision says it, except when and where: that is no matter of revisions once it was announced.

        A draft written before a meeting was moved, an older version or a publishing planned long ago can't bring the
        old date back, and what else they say holds.
        """
        page = super().with_content_json(content)  # type: ignore[misc]
        page.expire_at = None
        if (announced := announced_of(page)) is not None:
            announced.put(page)
        return page

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """Raises MeetingStands for a draft that would move the meeting."""
        stand_as_announced(self)
        return super().save_revision(*args, **kwargs)  # type: ignore[misc]

    def unpublish(self, *args: Any, **kwargs: Any) -> Any:
        """Raises MeetingStands for a notice that was announced."""
        if is_announced(self):
            raise refuse_unpublishing()
        return super().unpublish(*args, **kwargs)  # type: ignore[misc]

    @transaction.atomic
    def publish(self, *args: Any, **kwargs: Any) -> Any:
        """All of it or nothing, with what follows from publishing."""
        return super().publish(*args, **kwargs)  # type: ignore[misc]

    def can_move_to(self, parent: Any) -> bool:
        """An announced meeting stays where it is."""
        stays = parent.pk == self.get_parent().pk or not is_announced(self)  # type: ignore[attr-defined]
        return stays and super().can_move_to(parent)  # type: ignore[misc]
