"""What providers propose, decided by the centre field by field (F6)."""
