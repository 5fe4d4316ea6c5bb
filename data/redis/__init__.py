"""Redis, as all programs use it: connection, layout of keys, errors and what they mean, freshness."""
