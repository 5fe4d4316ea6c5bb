"""Asks applicant tracking systems for what their webhooks don't tell, and remembers in Kafka how far it came."""
