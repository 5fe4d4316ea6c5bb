"""Server-sent events: matches as they come."""
