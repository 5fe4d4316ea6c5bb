"""Redis as every program uses it: connection, layout of keys, faults, freshness."""
