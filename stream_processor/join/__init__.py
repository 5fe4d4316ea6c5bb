"""The join: a shard and its view. Pure: no Kafka, no clock."""
