"""Health of a program: its `/health`, and whether Kafka answers."""
