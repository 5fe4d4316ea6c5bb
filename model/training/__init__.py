"""From labelled applications to a model."""
