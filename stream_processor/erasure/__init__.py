"""Dead letters: looked at, sent again, erased."""
