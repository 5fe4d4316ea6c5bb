"""`/api/events`: events in, acknowledged once they are durable."""
