"""Search over services: analysis in Python, an index of our own in either database (decision 7)."""
