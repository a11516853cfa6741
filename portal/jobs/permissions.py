"""Who may see and do what with background work."""

from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy

MAKES_NO_SENSE = frozenset({"add", "change", "delete"})


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Rows the installation writes itself: to be read, never to be edited, not even by a superuser."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in MAKES_NO_SENSE and super().user_has_permission(user, action)


def may_send_again(user: Any) -> bool:
    """Whether `user` may put a stuck message back into the queue."""
    return bool(user.has_perm("jobs.resend_outboxmessage"))
