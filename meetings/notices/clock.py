"""What the clock does with notices (M7, M8)."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from portal.jobs.registry import periodic

from . import healing, integrity


@periodic("meetings.notices", every=timedelta(minutes=5), label=_("Write down notices that came down"))
def write_down() -> int:
    """Readers see it from the time; the line is written now, and what a crash has swallowed."""
    return healing.heal_lately()


@periodic("meetings.notice_proofs", every=timedelta(days=1), label=_("Check the proofs of notices"))
def check_proofs() -> dict[str, int]:
    """Lines that are missing first, so that a lost one doesn't look like a break."""
    return {"lines": healing.heal_all(), **integrity.check_all()}
