"""Acceptance of topics that an operator made anew."""
