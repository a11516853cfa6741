"""Who is away, who stands in for them, and whose address is written to meanwhile (U2)."""
