"""The join: a shard, its ranked lists and its matches. Pure: no Kafka, no clock."""
