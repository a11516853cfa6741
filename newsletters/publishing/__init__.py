"""What may go out to readers: only what the Union agreed to, whoever publishes and however (V3)."""
