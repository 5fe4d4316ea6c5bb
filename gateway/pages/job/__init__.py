"""Vaga: the ranking of a job, its must-haves, comparison, and export."""
