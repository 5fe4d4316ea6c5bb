"""Free text as words, phrases and numbers."""
