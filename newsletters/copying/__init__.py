"""A new issue from the last one: its frame is kept, what was said in it isn't."""
