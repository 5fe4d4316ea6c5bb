"""Search of candidates and jobs: an index in memory that follows their topics."""
