"""What flows and what rests: entities, events, topics, the layout of results, files and samples.

The ground floor: imports nothing of the project.
"""

__version__ = "0.2.0"
