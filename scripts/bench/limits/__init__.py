"""What can be reached at all on this machine: servers that do next to nothing."""
