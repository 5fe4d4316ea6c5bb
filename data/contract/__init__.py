"""The contract: entities, events, matches and topics as they are written down. Pure: no client is imported here."""
