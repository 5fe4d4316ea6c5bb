"""The store of what people do: its log, its outbox to Kafka, erasure, and building it anew."""
