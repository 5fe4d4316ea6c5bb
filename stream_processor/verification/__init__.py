"""The matches that must be, recomputed from the inputs and compared."""
