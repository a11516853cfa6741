"""The directory on paper: a list to print, and an A4 booklet as an accessible PDF (D10)."""
