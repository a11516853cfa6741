"""Reports of the centre's activities: days × municipality × area × person, with totals that add up (A4)."""
