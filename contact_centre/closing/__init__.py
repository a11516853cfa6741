"""How a citizen's request ends: the answer, the activity, and the mayor's word (CIT-5, R4, R5)."""
