"""The directory: people one by one, many at once, and by file."""
