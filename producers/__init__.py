"""Events in: the one Kafka producer, replay and simulator; promotion of models, and erasure of people."""
