"""The public notice of a meeting: on the board, down by itself, in the archive, with a proof (M7, M8)."""
