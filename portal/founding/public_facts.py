"""Founding shows nothing to the public (`portal.tenancy.watched`)."""

from portal.tenancy.watched import not_shown

from .models import Invitation, RegisteredAssociation


def register() -> None:
    """Name every model of the app; called once, when the app is ready."""
    not_shown(RegisteredAssociation, because="read while the Union founds an association")
    not_shown(Invitation, because="who has been written to is the Union's own business")
