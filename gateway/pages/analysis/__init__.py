"""Análise: a vacancy and a person, compared."""
