"""The page that finds candidates."""
