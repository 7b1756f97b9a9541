"""Many numbers as one request: read, held by workers, decided, acquired."""
