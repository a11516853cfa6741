"""The centre's inbox: the list of citizens' requests, one request with all that happened, and the work on it (R7)."""
