"""What the programme of a mayors' meeting must hold (MTG-5)."""

from .missing import missing, missing_of, required_on

__all__ = ["missing", "missing_of", "required_on"]
