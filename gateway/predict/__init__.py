"""`/api/predict`: two descriptions in, a score out."""
