"""A register in which nothing is recorded for a week: its centre is reminded, the Union sees it (ACT-5)."""
