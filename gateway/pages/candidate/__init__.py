"""The page of a candidate."""
