"""Names of the lines that the portal writes beside Wagtail's own (created, edited, published …)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

PREFIX = "portal."
"""Lines of these actions are never changed, not even their texts (`rules`)."""
LOOKED = "portal.looked"
EXPORTED = "portal.exported"
SIGNED_IN = "portal.signed_in"
SIGNED_OUT = "portal.signed_out"
SIGN_IN_FAILED = "portal.sign_in_failed"
LOCKED_OUT = "portal.locked_out"
PASSWORD_CHANGED = "portal.password_changed"  # noqa: S105 - a name of an action
FACTOR_ADDED = "portal.factor_added"
FACTOR_REMOVED = "portal.factor_removed"
ROLES_CHANGED = "portal.roles_changed"
AUDIT_SEARCHED = "portal.audit_exported"

LABELS: dict[str, Any] = {
    LOOKED: _("Looked at personal data"),
    EXPORTED: _("Took personal data out"),
    SIGNED_IN: _("Signed in"),
    SIGNED_OUT: _("Signed out"),
    SIGN_IN_FAILED: _("Signing in failed"),
    LOCKED_OUT: _("Signing in was locked"),
    PASSWORD_CHANGED: _("Password changed"),
    FACTOR_ADDED: _("Second step set up"),
    FACTOR_REMOVED: _("Second step taken away"),
    ROLES_CHANGED: _("Roles changed"),
    AUDIT_SEARCHED: _("Took the record of activity out"),
}


def register_log_actions(actions: Any) -> None:
    """Wagtail's hook."""
    for action, label in LABELS.items():
        actions.register_action(action, label, label)
