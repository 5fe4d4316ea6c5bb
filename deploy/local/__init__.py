"""The whole of Matchstream on one machine, without Docker.

``python -m deploy.local demo`` starts everything in order, each part waited for by a condition, and ends it
together. The same `Stack` serves the end-to-end and chaos tests.
"""
