"""Topics whose shape an operator changes."""
