"""An issue on paper: print runs, drop points, copies delivered, what the Union gets (X7, NWS-3)."""
