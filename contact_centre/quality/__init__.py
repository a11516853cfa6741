"""Random checks of quality: what is drawn, what those served said of it (TGT-6)."""
