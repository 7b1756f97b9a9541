"""Numbers that a tenant brings itself, for Direct Routing."""
