"""Exemplo: a guided example with made-up data, scored by the model in use."""
