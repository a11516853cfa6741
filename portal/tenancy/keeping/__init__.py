"""An association's data as a whole: exported in full, and deleted so that nothing of it is left (P1, decision 63)."""
