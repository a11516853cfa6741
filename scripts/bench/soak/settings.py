"""Settings of the soak: production's, in which accounts sign in by a stroke of the pen and no site has enough mail."""

from portal.settings.production import *  # noqa: F403 - as Django's settings are extended

SECOND_FACTOR_REQUIRED = False
ROOT_URLCONF = "bench.soak.urls"
# All its visitors come from one machine.
RATE_LIMITS = dict.fromkeys(("search", "suggest", "links", "wrong-links", "api", "open311"), 0)
