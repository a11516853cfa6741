"""Whose the contact centre's rows are, where they don't say it by themselves (P1)."""

from portal.tenancy.keeping.registry import register_shared, register_unexported


def register() -> None:
    """Called once, when the app is ready."""
    register_shared(
        "code lists of the Union",
        "contact_centre.ActivityArea",
        "contact_centre.ActivityOutput",
        "contact_centre.ActivitySubarea",
        "contact_centre.ActivityTrigger",
        "contact_centre.Handler",
        "contact_centre.RequestCategory",
    )
    register_shared("the Union's own", "contact_centre.QualitySample")
    # Whoever holds one of these acts for somebody.
    register_unexported("contact_centre.ApiKey", "key_hash")
    register_unexported("contact_centre.HandOver", "key")
    register_unexported("contact_centre.RequestDraft", "key", "submission_token")
    register_unexported("contact_centre.CitizenRequest", "submission_token", "status_token")
    register_unexported("contact_centre.RequestMessage", "token")
