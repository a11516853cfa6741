"""How often hypothesis tries: a little in CI, much by hand (`--hypothesis-profile=long`, docs/attacks.md)."""

from hypothesis import HealthCheck, settings

LONG = "long"
settings.register_profile(LONG, max_examples=2_000, deadline=None)


def tried(times: int) -> settings:
    """The settings of a test that tries so often in CI, always the same, and as often as the profile says by hand."""
    shared = {
        "deadline": None,
        "suppress_health_check": [
            HealthCheck.function_scoped_fixture,
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
        ],
    }
    if settings.get_current_profile_name() == LONG:
        return settings(max_examples=2_000, **shared)
    return settings(max_examples=times, derandomize=True, **shared)
