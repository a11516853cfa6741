"""The directory as open data: our own JSON, files, the shape of Open Referral UK, and schema.org on the pages."""
