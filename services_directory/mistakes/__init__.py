"""Mistakes people report on a service's page: taken in, tracked, answered (D11)."""
