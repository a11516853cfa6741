"""How far each issue of the programme's calendar is, and whom it waits for (NWS-5)."""
