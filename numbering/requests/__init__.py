"""Requests for numbers that are not to be had online, and the desk that works on them."""
