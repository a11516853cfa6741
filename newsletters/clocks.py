"""Importing it registers the periodic jobs of newsletters."""

from .calendar import reminding  # noqa: F401
from .contributions import clock as contributions  # noqa: F401
from .mailing import clock as mailing  # noqa: F401
from .review import clock as review  # noqa: F401
from .subscribers import clock as subscribers  # noqa: F401
from .subscribers import offices, retention  # noqa: F401
