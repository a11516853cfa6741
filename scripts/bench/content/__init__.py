"""The made-up content that the benches ask about."""
