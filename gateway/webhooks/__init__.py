"""Subscriptions to webhooks, managed over HTTP."""
