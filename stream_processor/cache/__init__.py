"""The writer of results, from topics into Redis, and how far it lags."""
