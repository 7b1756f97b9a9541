"""Papers and letters of port orders: read, kept, shown, signed."""
