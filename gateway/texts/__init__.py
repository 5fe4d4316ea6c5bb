"""Texts for people, in Portuguese."""
