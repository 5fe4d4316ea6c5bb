"""What a match is worth: features, forest, score, explanation, training, evaluation, registry."""
