"""Founding an association: from its IČO to a site that may open, by the Union in the admin (decision 65)."""
