"""Forgetting a person: what is stored where, and a receipt."""
