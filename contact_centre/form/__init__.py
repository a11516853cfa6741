"""The citizen's way in: whom to turn to, the form, a look at what will be sent, and sending it (CIT-1 to CIT-3, R1)."""
