"""What a citizen sees of their request and may do with it by its secret link (R3, R8)."""
