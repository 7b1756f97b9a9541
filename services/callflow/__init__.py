"""Reasoning about calls, in plain Python: nothing in this package knows Django, rows or pages."""
