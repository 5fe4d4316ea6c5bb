"""Keys of the gateway, made and ended by whoever may write to Kafka; the first one is made so."""
