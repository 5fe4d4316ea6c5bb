"""`/api/predict`: scores a pair of descriptions that the client sends."""
