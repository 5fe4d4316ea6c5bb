"""Entrar: where a key is entered for a session."""
