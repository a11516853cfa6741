"""Who gets the files of a programme: everybody what is public, those invited the rest by their own page (M1)."""
