"""Faust's credentials, from the settings of Kafka's security; `KafkaConnection.client` makes librdkafka's."""

from __future__ import annotations

import ssl

from faust.auth import Credentials, SASLCredentials, SSLCredentials

from data.kafka.connection import KafkaConnection


def broker_credentials(connection: KafkaConnection) -> Credentials | None:
    """Make Faust's credentials, for its consumer and its producer.

    Parameters
    ----------
    connection : KafkaConnection

    Returns
    -------
    Credentials or None
        None where the connection neither encrypts nor logs in.
    """
    if connection.kafka_has_login:
        return SASLCredentials(
            mechanism=connection.kafka_sasl_mechanism,
            username=connection.kafka_username,
            password=connection.kafka_login(),
            ssl_context=_context(connection) if connection.kafka_has_tls else None,
        )
    return SSLCredentials(_context(connection)) if connection.kafka_has_tls else None


def _context(connection: KafkaConnection) -> ssl.SSLContext:
    """A context that trusts the given authorities, or the system's, and checks the broker's host name."""
    context = ssl.create_default_context(cafile=connection.kafka_ca_file)
    if connection.kafka_client_cert_file is not None:
        context.load_cert_chain(connection.kafka_client_cert_file, connection.kafka_client_key_file)
    return context
