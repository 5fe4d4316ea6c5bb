"""Settings of Kafka's security: what fits together, what is refused and why, and that no password is shown."""

from __future__ import annotations

import re

import pytest
from confluent_kafka import KafkaError
from pydantic import ValidationError

from data.kafka.connection import KafkaConnection, Refused, is_refusal

PASSWORD = "s3cret-of-kafka"
LOGIN = {"kafka_security_protocol": "SASL_SSL", "kafka_username": "worker"}


@pytest.fixture
def pem(tmp_path):
    file = tmp_path / "file.pem"
    file.write_text("a certificate")
    return file


def test_by_default_nothing_is_encrypted_and_nobody_logs_in():
    client = KafkaConnection().client()
    assert client["security.protocol"] == "PLAINTEXT"
    assert not [name for name in client if name.startswith(("sasl", "ssl"))]


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
def test_a_login_over_tls_is_handed_to_librdkafka(pem, mechanism):
    client = KafkaConnection(
        **LOGIN, kafka_password=PASSWORD, kafka_sasl_mechanism=mechanism, kafka_ca_file=pem
    ).client()
    assert client["security.protocol"] == "SASL_SSL"
    assert (client["sasl.mechanism"], client["sasl.username"], client["sasl.password"]) == (
        mechanism,
        "worker",
        PASSWORD,
    )
    assert client["ssl.ca.location"] == str(pem)


def test_mutual_tls_is_handed_to_librdkafka(pem):
    client = KafkaConnection(
        kafka_security_protocol="SSL", kafka_client_cert_file=pem, kafka_client_key_file=pem
    ).client()
    assert client["ssl.certificate.location"] == client["ssl.key.location"] == str(pem)
    assert "sasl.username" not in client


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_a_password_is_read_from_its_file_anew_each_time(tmp_path, ending):
    file = tmp_path / "password"
    file.write_bytes(f" {PASSWORD} {ending}".encode())
    connection = KafkaConnection(**LOGIN, kafka_password_file=file)
    assert connection.client()["sasl.password"] == f" {PASSWORD} "
    file.write_text("changed")
    assert connection.client()["sasl.password"] == "changed"


def test_variables_that_are_empty_are_not_set(monkeypatch):
    for name in ("USERNAME", "PASSWORD", "PASSWORD_FILE", "CA_FILE", "SECURITY_PROTOCOL"):
        monkeypatch.setenv(f"MATCHSTREAM_KAFKA_{name}", "")
    assert KafkaConnection().client()["security.protocol"] == "PLAINTEXT"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (
            {"kafka_security_protocol": "SASL_SSL", "kafka_password": PASSWORD},
            "SECURITY_PROTOCOL=SASL_SSL logs in, but MATCHSTREAM_KAFKA_USERNAME is not set",
        ),
        (LOGIN, "neither MATCHSTREAM_KAFKA_PASSWORD_FILE nor MATCHSTREAM_KAFKA_PASSWORD is set"),
        (LOGIN | {"kafka_password": ""}, "MATCHSTREAM_KAFKA_PASSWORD is empty"),
        (LOGIN | {"kafka_password_file": "/dev/null"}, "MATCHSTREAM_KAFKA_PASSWORD_FILE=/dev/null is empty"),
        (
            LOGIN | {"kafka_password_file": "/none"},
            "MATCHSTREAM_KAFKA_PASSWORD_FILE=/none can't be read: No such file or directory",
        ),
        (LOGIN | {"kafka_password": PASSWORD, "kafka_password_file": "/none"}, "both MATCHSTREAM_KAFKA_PASSWORD and"),
        ({"kafka_username": "worker"}, "SECURITY_PROTOCOL=PLAINTEXT does not log in: set it to SASL_SSL"),
        ({"kafka_security_protocol": "SSL", "kafka_password": PASSWORD}, "SECURITY_PROTOCOL=SSL does not log in"),
        ({"kafka_ca_file": "/dev/null"}, "MATCHSTREAM_KAFKA_CA_FILE is set, but MATCHSTREAM_KAFKA_SECURITY_PROTOCOL"),
        ({"kafka_security_protocol": "SSL", "kafka_ca_file": "/none"}, "MATCHSTREAM_KAFKA_CA_FILE=/none is no file"),
        (
            {"kafka_security_protocol": "SSL", "kafka_client_cert_file": "/none"},
            "MATCHSTREAM_KAFKA_CLIENT_CERT_FILE is set without MATCHSTREAM_KAFKA_CLIENT_KEY_FILE",
        ),
        ({"kafka_security_protocol": "TLS"}, "Input should be 'PLAINTEXT', 'SSL', 'SASL_PLAINTEXT' or 'SASL_SSL'"),
        (LOGIN | {"kafka_sasl_mechanism": "GSSAPI"}, "Input should be 'PLAIN', 'SCRAM-SHA-256' or 'SCRAM-SHA-512'"),
    ],
)
def test_what_does_not_fit_together_is_refused_with_the_variable_to_set(given, why):
    with pytest.raises(ValidationError, match=re.escape(why)) as refused:
        KafkaConnection(**given)
    assert PASSWORD not in str(refused.value)


def test_the_password_is_in_no_printed_form():
    connection = KafkaConnection(**LOGIN, kafka_password=PASSWORD)
    for shown in (repr(connection), str(connection), str(connection.model_dump()), connection.model_dump_json()):
        assert PASSWORD not in shown


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ((KafkaError._AUTHENTICATION,), ["MATCHSTREAM_KAFKA_USERNAME (worker)", "SCRAM-SHA-512"]),
        ((KafkaError._SSL,), ["MATCHSTREAM_KAFKA_CA_FILE (the system default)"]),
        ((KafkaError._TRANSPORT, "Receive failed: ssl/tls alert bad certificate"), ["listener ask for a client's"]),
        (
            (KafkaError._TRANSPORT, "Receive failed: tlsv13 alert certificate required: SSL alert number 116"),
            ["listener ask for a client's"],
        ),
    ],
)
def test_a_refusal_says_what_to_look_at(code, named):
    connection = KafkaConnection(**LOGIN, kafka_password=PASSWORD)
    assert is_refusal(KafkaError(*code))
    text = str(Refused(connection, KafkaError(*code)))
    for part in [*named, connection.kafka_bootstrap]:
        assert part in text
    assert PASSWORD not in text


def test_a_broker_that_is_away_is_no_refusal():
    assert not is_refusal(KafkaError(KafkaError._TRANSPORT))
    assert not is_refusal(KafkaError(KafkaError._TIMED_OUT))
