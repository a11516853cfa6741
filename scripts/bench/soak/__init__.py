"""Ten minutes of everything at once: see `bench.soak.run`."""

from bench.soak.run import main

__all__ = ["main"]
