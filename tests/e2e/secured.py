"""A stack whose every wire is encrypted, and whose every program is a user with no more rights than it needs."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from confluent_kafka.admin import (
    AclBinding,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
)

from deploy.local.apache_broker import ApacheBroker
from deploy.local.caches import RedisServer
from deploy.local.ports import LOOPBACK, free_port
from deploy.local.programs import PROJECT
from deploy.local.stack import Stack
from tests.e2e.certificates import Authority

PAGE = (PROJECT / "docs" / "security.md").read_text(encoding="utf-8")
KAFKA_USERS = ("operator", "worker", "cache", "gateway", "webhooks")
REDIS_USERS = ("writer", "reader")
JAAS = "org.apache.kafka.common.security"


@dataclass
class Secured:
    """The stack, not started, and what its users know."""

    stack: Stack
    authority: Authority
    kafka: str
    mutual: str
    redis_port: int
    directory: Path
    passwords: dict[str, str] = field(default_factory=dict)

    def secret_file(self, user: str) -> Path:
        return self.directory / user

    def kafka_settings(self, user: str) -> dict[str, object]:
        return {
            "kafka_bootstrap": self.kafka,
            "kafka_security_protocol": "SASL_SSL",
            "kafka_username": user,
            "kafka_password_file": self.secret_file(user),
            "kafka_ca_file": self.authority.certificate,
            "partitions": int(self.stack.settings["MATCHSTREAM_PARTITIONS"]),
        }

    def redis_settings(self, user: str) -> dict[str, object]:
        return {
            "redis_url": f"rediss://{user}@{LOOPBACK}:{self.redis_port}/0",
            "redis_password_file": self.secret_file(user),
            "redis_ca_file": self.authority.certificate,
        }


def environment(settings: dict[str, object]) -> dict[str, str]:
    return {f"MATCHSTREAM_{name.upper()}": str(value) for name, value in settings.items()}


def secured(directory: Path, registry: Path) -> Secured:
    """Put a stack together: SCRAM for most, PLAIN for one worker, passwords in files and in the environment."""
    authority = Authority(directory / "authority")
    stack = Stack(
        broker="apache", workers=2, webhooks=True, partitions=4, registry=registry, directory=directory / "stack"
    )
    assert isinstance(stack.broker, ApacheBroker)
    (directory / "secrets").mkdir()
    kafka_port, mutual_port, redis_port = free_port(), free_port(), free_port()
    made = Secured(
        stack,
        authority,
        f"{LOOPBACK}:{kafka_port}",
        f"{LOOPBACK}:{mutual_port}",
        redis_port,
        directory / "secrets",
        {user: secrets.token_hex() for user in (*KAFKA_USERS, *REDIS_USERS)},
    )
    for user, password in made.passwords.items():
        made.secret_file(user).write_text(password + "\n")
    _secure_broker(stack.broker, made, kafka_port, mutual_port)
    stack.redis = _secured_redis(made)
    common = environment(made.kafka_settings("operator") | made.redis_settings("writer"))
    stack.settings.update(common, MATCHSTREAM_LOG_LEVEL="DEBUG", MATCHSTREAM_PUSH_LINE="0")
    assert stack.cache is not None
    assert stack.gateway is not None
    for service in stack.services:
        service.environment.update(stack.settings)
    assert stack.webhooks is not None
    others = ((stack.cache, "cache"), (stack.webhooks, "webhooks"))
    for service, user in (*((worker, "worker") for worker in stack.workers), *others):
        service.environment.update(environment(made.kafka_settings(user)))
    stack.workers[1].environment["MATCHSTREAM_KAFKA_SASL_MECHANISM"] = "PLAIN"
    stack.gateway.environment.update(
        MATCHSTREAM_KAFKA_USERNAME="gateway",
        MATCHSTREAM_KAFKA_PASSWORD=made.passwords["gateway"],
        MATCHSTREAM_KAFKA_PASSWORD_FILE="",
        MATCHSTREAM_REDIS_URL=f"rediss://reader:{made.passwords['reader']}@{LOOPBACK}:{redis_port}/0",
        MATCHSTREAM_REDIS_PASSWORD_FILE="",
    )
    return made


def _secure_broker(broker: ApacheBroker, made: Secured, kafka_port: int, mutual_port: int) -> None:
    """Add the encrypted listeners; the plain one stays for the broker itself, which alone may do all."""
    ours = f"PLAINTEXT://{broker.bootstrap},SECURED://{LOOPBACK}:{kafka_port},MUTUAL://{LOOPBACK}:{mutual_port}"
    plain = " ".join(f'user_{user}="{made.passwords[user]}"' for user in KAFKA_USERS)
    broker.properties |= {
        "listeners": f"{ours},CONTROLLER://{LOOPBACK}:{broker.controller_port}",
        "advertised.listeners": ours,
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_SSL,MUTUAL:SSL",
        "sasl.enabled.mechanisms": "SCRAM-SHA-512,PLAIN",
        "listener.name.secured.scram-sha-512.sasl.jaas.config": f"{JAAS}.scram.ScramLoginModule required;",
        "listener.name.secured.plain.sasl.jaas.config": f"{JAAS}.plain.PlainLoginModule required {plain};",
        "listener.name.mutual.ssl.client.auth": "required",
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(made.authority.keystore("broker")),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(made.authority.certificate),
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS;User:CN=client",
    }
    for user in KAFKA_USERS:
        broker.formatting += ["--add-scram", f"SCRAM-SHA-512=[name={user},password={made.passwords[user]}]"]


def _secured_redis(made: Secured) -> RedisServer:
    found = re.search(r"```acl\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    lines = found[1].replace("user default off", "user default on nopass resetchannels -@all +ping").splitlines()
    lines = [line.replace("PASSWORD", made.passwords.get(line.split()[1], "")) for line in lines]
    (made.directory / "redis.acl").write_text("\n".join(lines) + "\n")
    certificate, key = made.authority.issue("redis")
    options = ["--tls-port", str(made.redis_port), "--tls-cert-file", str(certificate), "--tls-key-file", str(key)]
    options += ["--tls-ca-cert-file", str(made.authority.certificate), "--tls-auth-clients", "no"]
    return RedisServer(
        made.stack.directory / "redis", options=[*options, "--aclfile", str(made.directory / "redis.acl")]
    )


def grant(broker: ApacheBroker) -> int:
    """Allow what the documentation's table allows; nothing else is."""
    rows = re.findall(r"^\| `(\w+)` \| (topic|group) \| `([^`]+)` \| ([\w, ]+) \|$", PAGE, re.MULTILINE)
    bindings = [
        AclBinding(
            ResourceType.TOPIC if kind == "topic" else ResourceType.GROUP,
            name.removesuffix("*"),
            ResourcePatternType.PREFIXED if name.endswith("*") else ResourcePatternType.LITERAL,
            f"User:{user}",
            "*",
            getattr(AclOperation, re.sub(r"(?<=[a-z])(?=[A-Z])", "_", operation).upper()),
            AclPermissionType.ALLOW,
        )
        for user, kind, name, operations in rows
        for operation in operations.split(", ")
    ]
    admin = AdminClient({"bootstrap.servers": broker.bootstrap})
    for done in admin.create_acls(bindings).values():
        done.result(20)
    return len(bindings)
