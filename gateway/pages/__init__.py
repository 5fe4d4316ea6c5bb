"""The recruiter's pages, a folder for each; `registry.py` lists them."""
