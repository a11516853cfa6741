"""The national list of associations: read from a file, every row judged, written, searched."""
