"""How often hypothesis tries: a little in CI, much by hand (`--hypothesis-profile=hundred`, decision 60)."""

from typing import Any

from hypothesis import HealthCheck, settings

PROFILES = {"hundred": 100, "long": 2_000}
for name, times in PROFILES.items():
    settings.register_profile(name, max_examples=times, deadline=None)


def tried(times: int) -> settings:
    """The settings of a test that tries so often in CI, always the same, and as often as the profile says by hand."""
    shared: dict[str, Any] = {
        "deadline": None,
        "suppress_health_check": [
            HealthCheck.function_scoped_fixture,
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.nested_given,
        ],
    }
    many = PROFILES.get(settings.get_current_profile_name())
    if many is not None:
        return settings(max_examples=many, **shared)
    return settings(max_examples=times, derandomize=True, **shared)


def is_long() -> bool:
    """Whether somebody tries by hand, with time to spare."""
    return settings.get_current_profile_name() in PROFILES
