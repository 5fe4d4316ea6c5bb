"""From free text to words, phrases and their numbers."""
