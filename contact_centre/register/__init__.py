"""Recording activities: opened, changed, recorded many at once, copied, and done with several together."""
