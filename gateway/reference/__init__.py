"""The API's documents: for machines, and as pages for people."""
