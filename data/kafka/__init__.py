"""Kafka as every program uses it: connection, reading, inputs, progress, dead letters, the champion."""
