"""Status do sistema, for people."""
