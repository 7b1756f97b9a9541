"""When something is open, in plain Python; only `words` knows how it is said."""
