"""The sender of webhooks: plans messages from matches, and delivers them."""
