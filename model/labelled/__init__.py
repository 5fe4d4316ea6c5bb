"""Labelled pairs, and comparisons of those considered for one job."""
