"""Makes hypothesis know the profiles of `tries` when pytest reads its arguments."""

from . import tries

__all__ = ["tries"]
