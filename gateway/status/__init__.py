"""Health of the gateway and its parts, and the routes of health and metrics."""
