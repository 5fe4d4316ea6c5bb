"""Keys made, listed, rotated and revoked over HTTP, and sessions of the pages."""
