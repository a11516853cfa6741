"""Who represents a municipality on a day, so that mail reaches who is in office and nobody else (R4)."""

from datetime import date

from portal.tenancy.models import Mandate, Municipality

ORDER = (Mandate.Position.MAYOR, Mandate.Position.DEPUTY, Mandate.Position.REPRESENTATIVE)
"""The mayor is told; where the office is empty the deputy, and last the authorised representative."""


def mayor_of(municipality: Municipality, on: date | None = None) -> Mandate | None:
    """The mandate that speaks for `municipality` on the day `on` (today in Prague by default), the newest of its rank.

    None when nobody is in office whom mail could reach: mandates that ended or have not begun don't count.
    """
    valid = Mandate.objects.valid_on(on).filter(municipality=municipality).exclude(email="")
    ranked = sorted(valid, key=lambda mandate: (mandate.valid_from, mandate.pk), reverse=True)
    ranked = [mandate for mandate in ranked if mandate.position in ORDER]
    return min(ranked, key=lambda mandate: ORDER.index(Mandate.Position(mandate.position)), default=None)
