"""Erasure of a person everywhere: the command `forget`, the stores that it checks, and its receipt."""
