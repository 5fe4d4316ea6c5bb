"""Pushes new matches to clients, as server-sent events."""
