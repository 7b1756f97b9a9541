"""Numbers given to people by a file."""
