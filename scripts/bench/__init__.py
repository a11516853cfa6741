"""Benches of the portal; `python scripts/bench --help` lists them."""
