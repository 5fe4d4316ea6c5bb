"""Where Matchstream runs: the local stack, the image, and what stands around it."""
