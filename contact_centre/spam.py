"""How many requests one address and one site may send. The form's ticket is in `portal.core.tickets`."""

from datetime import timedelta

from portal.core import limits

PURPOSE = "contact_centre"
"""Whose tickets the form takes."""

WINDOW = timedelta(minutes=10)
PER_ADDRESS = 5
"""Requests stored from one address in a window: a family at one table, not a machine."""
PER_SITE = 60
"""Requests stored on one site in a window."""


def is_over_limit(*, site_id: int, address: str) -> bool:
    """Count one more request to be stored; whether it is one too many for its address or its site."""
    by_address = limits.is_over_limit("contact", f"{site_id}:{address}", at_most=PER_ADDRESS, window=WINDOW)
    by_site = limits.is_over_limit("contact-site", str(site_id), at_most=PER_SITE, window=WINDOW)
    return by_address or by_site
