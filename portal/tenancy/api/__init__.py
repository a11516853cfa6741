"""Open data at /api/v1/: one read-only API of the whole portal, to which features add their routers."""
