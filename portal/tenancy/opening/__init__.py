"""A site in preparation: what is missing until it may open, who opens it, what the public sees before (decision 65)."""
