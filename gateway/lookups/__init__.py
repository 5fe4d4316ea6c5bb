"""Matches, jobs and applicants as Redis holds them, explained."""
