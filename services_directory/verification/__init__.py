"""The six-month loop (DIR-3): what is due when, who is asked, what they answer, and what can be proved of it."""
