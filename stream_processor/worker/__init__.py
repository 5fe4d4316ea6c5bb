"""A worker's shards: opened, fed, published."""
