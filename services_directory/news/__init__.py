"""What is new in an association's directory since a moment, for its newsletter (NWS-1)."""
