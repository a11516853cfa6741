"""Papers of a meeting: the invitation letter, the poster for notice boards, and what is kept of them (M11, MTG-3)."""
