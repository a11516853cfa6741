"""Mayors and their deputies as recipients in office: entered, followed and ended by the register (NWS-3)."""

from wagtail.models import Site


def sync_offices(site: Site | int) -> None:
    """Make the recipients in office of an association those whose mandates are in force today. No letter is sent."""
