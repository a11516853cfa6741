"""The directory on members' own websites: a page made to be framed, and a plain list to be included."""
