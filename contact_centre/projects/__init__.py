"""Projects of intermunicipal cooperation and the activities that count for them (ACT-7)."""
