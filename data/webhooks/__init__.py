"""Webhooks to other systems: subscriptions, messages, how far each was sent, and signatures."""
