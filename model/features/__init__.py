"""Turns an entity, or a pair, into numbers: channels, features, columns, and the readers that fill them."""
