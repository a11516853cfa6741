"""How issues reached their readers: on the web, by e-mail, on paper; for the association, and in sums for the Union."""
