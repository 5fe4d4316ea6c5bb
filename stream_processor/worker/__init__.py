"""A worker's shards: which are its own, how they are opened, fed with events, and published."""
