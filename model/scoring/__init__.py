"""Scores pairs: the compiled forest, the additive part, the artifact on disk, and the `Scorer` that uses them."""
