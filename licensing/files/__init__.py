"""Licences by file: read, checked, applied and taken back by workers."""
