"""What has to be right before an issue goes to the Union (C1, NWS-1, NWS-2, NWS-4, CIT-3)."""
