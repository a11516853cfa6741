"""The way of an issue through the Union's review: rounds, decisions, letters (NWS-5, V1–V5)."""
