"""Vagas: the open jobs, and what is new of each."""
