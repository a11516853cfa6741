"""Open data in the shape of the Czech open formal norms (OFN): whose they are, how they are answered."""
