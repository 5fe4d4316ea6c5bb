"""Verification: the expected matches are recomputed from the inputs and compared with the topic and Redis."""
