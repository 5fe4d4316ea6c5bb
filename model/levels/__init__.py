"""Levels, areas and kinds of contract, as people write them."""
