"""Readers of files: a folder of a recruiting system, and the words of its statuses."""
