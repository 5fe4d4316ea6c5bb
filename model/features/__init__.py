"""One entity, or one pair, as numbers: the channels and columns that everything else derives from."""
