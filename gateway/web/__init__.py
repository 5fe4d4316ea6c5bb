"""HTTP itself: bodies, connections, problems, headers."""
