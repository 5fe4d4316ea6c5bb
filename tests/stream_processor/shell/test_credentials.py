"""Faust is given the same security as librdkafka."""

from __future__ import annotations

import ssl

import pytest
from faust.auth import SASLCredentials, SSLCredentials
from faust.types.auth import AuthProtocol

from stream_processor.settings import StreamSettings
from stream_processor.shell.app import _options
from stream_processor.shell.credentials import broker_credentials

PASSWORD = "s3cret-of-kafka"
LOGIN = {"kafka_username": "worker", "kafka_password": PASSWORD}


def test_none_where_nothing_is_asked():
    assert broker_credentials(StreamSettings()) is None


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
@pytest.mark.parametrize("protocol", ["SASL_PLAINTEXT", "SASL_SSL"])
def test_a_login(protocol, mechanism, tmp_path):
    settings = StreamSettings(
        **LOGIN, kafka_security_protocol=protocol, kafka_sasl_mechanism=mechanism, data_folder=tmp_path
    )
    made = _options(settings)["broker_credentials"]
    assert isinstance(made, SASLCredentials)
    assert made.protocol is AuthProtocol(protocol)
    assert (made.mechanism.value, made.username, made.password) == (mechanism, "worker", PASSWORD)
    assert (made.ssl_context is not None) == (protocol == "SASL_SSL")
    assert PASSWORD not in repr(made)


def test_tls_checks_certificate_and_host_name():
    made = broker_credentials(StreamSettings(kafka_security_protocol="SSL"))
    assert isinstance(made, SSLCredentials)
    assert made.context.verify_mode is ssl.CERT_REQUIRED
    assert made.context.check_hostname
