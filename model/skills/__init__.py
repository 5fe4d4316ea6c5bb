"""The taxonomy of skills, and what a text says of those that it names."""
