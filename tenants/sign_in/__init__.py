"""Signing in, and its record."""
