"""Fairness audit: how a model's scores and people's decisions fall on groups that no feature may know."""
