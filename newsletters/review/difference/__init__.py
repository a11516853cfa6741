"""What has changed in an issue since somebody read it last, block by block (V5)."""
