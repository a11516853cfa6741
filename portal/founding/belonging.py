"""Whose invitations are (P1): they go with the account."""

from portal.tenancy.keeping.registry import register_belonging, register_shared, register_unexported


def register() -> None:
    """Called once, when the app is ready."""
    register_shared("of the open registers, for every association", "founding.RegisteredAssociation")
    register_belonging("founding.Invitation", lambda of: of.where("founding.Invitation", "user_id", of.people))
    register_unexported("founding.Invitation", "token_hash")
