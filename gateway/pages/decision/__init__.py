"""Decisão: what a person decides about a pair, notes, and reviews."""
