"""Kafka, as all programs use it: connection, reading, topics, inputs, progress, dead letters, the champion."""
