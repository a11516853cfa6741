"""Backup and restore of everything an installation keeps: its database and the files in its storages (decision 63)."""
