"""Manifests for Kubernetes; what they say of topics and users is written from the contract and the access list."""
