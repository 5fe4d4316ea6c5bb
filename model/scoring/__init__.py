"""What a pair is worth: the forest, the additive part, the artifact on disk, and the `Scorer` that serves them."""
