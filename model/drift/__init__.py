"""Drift: whether what comes now is still what a model was trained on, and whether its scores still tell what happens.

Pure. `traits` are what is watched of an entity, `bins` counts them, `profile` is what training saw, `index` compares,
`findings` judges, `outcomes` compares scores with what became of applications.
"""
