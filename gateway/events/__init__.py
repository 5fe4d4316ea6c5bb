"""`/api/events`: takes events in, and answers 202 once Kafka has them."""
