"""Lookups of matches, jobs and applicants in Redis, with explanations."""
