"""What an issue says by itself, frozen with each revision, and the fingerprint of everything it says (N4)."""
