"""Drawing activities whose quality is asked about: by chance, and the same again by the same seed (TGT-6)."""

from typing import Any

from portal.programme.models import MonitoringPeriod

from ..models import QualitySample


def draw_sample(*, period: MonitoringPeriod, per_centre: int, user: Any, seed: int | None = None) -> QualitySample:
    """Draw up to `per_centre` closed activities of `period` from each centre, those that served a municipality."""
    raise NotImplementedError
