"""Open311 GeoReport v2: town apps send requests with a key and anybody follows what became of them (ADR 0028)."""
