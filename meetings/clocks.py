"""Importing it registers the periodic jobs of meetings."""

from .announcing import announced  # noqa: F401
from .papers import tasks  # noqa: F401
