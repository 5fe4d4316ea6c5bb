"""Events in: the one Kafka producer, the replay of files, the live simulator."""
