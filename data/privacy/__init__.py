"""Masks contact data and document numbers in free text, before it is stored."""
