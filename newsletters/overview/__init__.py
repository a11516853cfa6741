"""The Union's overview: every association and issue of a programme's calendar, and what waits for whom (NWS-5, V4)."""
