"""The health of the stream's programs: `/health` and `/metrics`, and a probe of Kafka."""
