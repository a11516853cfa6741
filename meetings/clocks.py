"""Importing it registers the periodic jobs of meetings."""

from .announcing import announced, mail_state  # noqa: F401
from .following import tasks as following  # noqa: F401
from .notices import clock as notices  # noqa: F401
from .papers import tasks  # noqa: F401
