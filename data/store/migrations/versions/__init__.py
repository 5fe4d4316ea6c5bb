"""The migrations, each built on the one before."""
