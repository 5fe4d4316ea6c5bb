"""docker-compose.yml keeps to the compose specification and to this house's own rules."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import threading
from importlib.metadata import files
from ipaddress import ip_address
from pathlib import Path

import jsonschema
import pytest
import yaml

from deploy.local.apache_broker import kafka_version
from deploy.local.brokers import EmbeddedBroker
from deploy.local.ports import free_port
from gateway.settings import GatewaySettings
from gateway.web.door import KnownNames
from stream_processor.settings import StreamSettings
from tests.deploy.servers import program
from tests.waiting import DEADLINE, eventually

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((PROJECT / "docker-compose.yml").read_text(encoding="utf-8"))


def test_it_keeps_to_the_compose_specification(compose):
    # The schema that check-jsonschema vendors; its command line does not start beside Faust's limit on click.
    vendored = next(path for path in files("check-jsonschema") if path.match("vendor/compose-spec.json"))
    jsonschema.validate(compose, json.loads(vendored.read_text()))


def test_images_are_exact_and_kafka_is_the_one_tested_locally(compose):
    images = {name: service["image"] for name, service in compose["services"].items()}
    assert images["kafka"] == f"apache/kafka:{kafka_version()}"
    for image in images.values():
        assert image == "matchstream:local" or re.fullmatch(r"[a-z0-9./_-]+:v?\d+\.\d+(\.\d+)?(-[a-z-]+)?", image)


def test_nothing_is_reachable_from_outside_this_host_unless_a_variable_says_so(compose):
    for name, service in compose["services"].items():
        for port in service.get("ports", []):
            unless_told = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", port)
            assert unless_told.startswith("127.0.0.1:"), f"{name} publishes {port}"
            assert port.startswith("127.0.0.1:") or name == "nginx", f"{name} can be published"
    assert compose["services"]["kafka-outside"]["profiles"] == ["kafka-outside"], "Kafka asks nobody who he is"


def test_the_gateway_takes_its_settings_as_they_stand_here(compose, passwords, monkeypatch):
    for name, value in compose["services"]["gateway"]["environment"].items():
        here = str(value).replace("/run/matchstream", str(passwords))
        monkeypatch.setenv(name, re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", here))
    settings = GatewaySettings()
    names = KnownNames(settings.known_hosts)
    assert all(host in names for host in (b"gateway:8000", b"localhost:8080", b"127.0.0.1:8000"))
    assert b"rebound.example" not in names
    assert any(ip_address("172.18.0.5") in network for network in settings.proxies), "nginx"


@pytest.mark.parametrize("name", ["worker", "cache", "webhooks"])
def test_a_program_of_the_stream_takes_its_settings_as_they_stand_here(name, compose, passwords, monkeypatch):
    service = compose["services"][name]
    for variable, value in service["environment"].items():
        here = str(value).replace("/run/matchstream", str(passwords))
        monkeypatch.setenv(variable, re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", here))
    settings = StreamSettings()
    port = {"worker": settings.worker_port, "cache": settings.cache_port, "webhooks": settings.webhooks_port}[name]
    assert (settings.worker_host, port) == ("0.0.0.0", 9100)
    asked = yaml.safe_load((PROJECT / "deploy" / "prometheus" / "prometheus.yml").read_text(encoding="utf-8"))
    targets = next(str(job) for job in asked["scrape_configs"] if job["job_name"] == name)
    assert f"{name}:9100" in targets or f"'names': ['{name}'], 'type': 'A', 'port': 9100" in targets
    assert "127.0.0.1:9100/health" in service["healthcheck"]["test"][-1]
    # Its subscribers are outside; all else is inside alone.
    assert service["networks"] == (["inside", "outside"] if name == "webhooks" else ["inside"])


def test_the_key_of_prometheus_is_in_a_folder_that_is_mounted_and_in_no_commit(compose):
    asked = yaml.safe_load((PROJECT / "deploy" / "prometheus" / "prometheus.yml").read_text(encoding="utf-8"))
    file = next(job for job in asked["scrape_configs"] if job["job_name"] == "gateway")["authorization"][
        "credentials_file"
    ]
    # The folder: a file that is missing would be mounted as a new folder of that name.
    assert "./deploy/prometheus:/etc/prometheus:ro" in compose["services"]["prometheus"]["volumes"]
    assert f"/deploy/prometheus/{file}" in (PROJECT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert f"> deploy/prometheus/{file}" in (PROJECT / "docker-compose.yml").read_text(encoding="utf-8")


def test_every_dependency_is_waited_for_by_a_condition_it_can_meet(compose):
    services = compose["services"]
    for name, service in services.items():
        for other, asked in service.get("depends_on", {}).items():
            if asked["condition"] == "service_healthy":
                assert "healthcheck" in services[other], f"{name} waits for the health of {other}, which has no check"
            else:
                assert asked["condition"] == "service_completed_successfully"
                assert services[other]["restart"] == "on-failure:5"


def test_our_programs_run_without_rights(compose):
    ours = [service for service in compose["services"].values() if service["image"] == "matchstream:local"]
    assert len(ours) == 7
    for service in ours:
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_every_mounted_file_and_volume_exists(compose):
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            source = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", volume).split(":")[0]
            if source == "./backups":  # made where it is missing
                assert "/backups/" in (PROJECT / ".gitignore").read_text(encoding="utf-8").splitlines()
                continue
            if source.startswith("/"):  # an exporter's look at the host
                assert service["profiles"] == ["full"]
                assert ":ro" in volume
                continue
            assert (PROJECT / source).exists() if source.startswith(".") else source in compose["volumes"]


def test_the_image_takes_the_locked_packages_and_runs_as_nobody_in_particular():
    recipe = (PROJECT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    assert "--require-hashes -r /tmp/requirements.lock" in recipe
    assert recipe.index("USER 10001") < recipe.index("ENTRYPOINT")
    ignored = (PROJECT / "deploy" / "Dockerfile.dockerignore").read_text(encoding="utf-8")
    copied = re.findall(r"^COPY (?!--from)(\S+) ", recipe, re.MULTILINE)
    assert copied
    for source in copied:
        assert f"!{source}\n" in ignored
        assert (PROJECT / source).exists()


def test_hadolint_finds_nothing_in_the_dockerfile():
    linter = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([linter, PROJECT / "deploy" / "Dockerfile"], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_no_log_and_no_program_takes_all_of_the_host(compose):
    for name, service in compose["services"].items():
        assert service["logging"]["options"]["max-size"], name
        if name != "secrets":
            assert service["deploy"]["resources"]["limits"]["memory"], name
    options = compose["services"]["redis"]["command"]
    assert options[options.index("--maxmemory-policy") + 1] == "noeviction"
    assert "--maxmemory" in options


def shell(text):
    """What a shell gets to see of a command."""
    return text.replace("$$", "$")


def make_passwords(compose, folder):
    """Start the service that makes passwords; returns the files that there are then."""
    service = compose["services"]["secrets"]
    script = shell(service["command"][0]).replace("/secrets/", f"{folder}/")
    subprocess.run([*service["entrypoint"], script], check=True, capture_output=True)
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


@pytest.fixture(scope="module")
def passwords(compose, tmp_path_factory):
    """The folder of the files that the first start makes."""
    folder = tmp_path_factory.mktemp("secrets")
    make_passwords(compose, folder)
    return folder


def test_the_first_start_makes_a_password_and_no_later_one_changes_it(passwords, compose):
    password = (passwords / "redis-password").read_text(encoding="utf-8").strip()
    assert len(password) == 40
    others = {name: (passwords / name).read_text(encoding="utf-8") for name in ("store-password", "session-secret")}
    assert {len(text) for text in others.values()} == {41}
    assert len({password, *map(str.strip, others.values())}) == 3
    assert make_passwords(compose, passwords) == {
        **others,
        "redis-password": f"{password}\n",
        "redis.conf": f"requirepass {password}\n",
        "redis-exporter.json": f'{{"redis://redis:6379": "{password}"}}\n',
    }
    file = compose["services"]["worker"]["environment"]["MATCHSTREAM_REDIS_PASSWORD_FILE"]
    assert Path(file).name == "redis-password"
    assert Path(compose["services"]["postgresql"]["environment"]["POSTGRES_PASSWORD_FILE"]).name == "store-password"
    for name in ("worker", "cache", "webhooks", "gateway", "redis", "postgresql"):
        assert any(volume.startswith("secrets:") for volume in compose["services"][name]["volumes"]), name


def test_an_older_installation_is_given_the_passwords_that_it_lacks(compose, tmp_path):
    before = make_passwords(compose, tmp_path)
    (tmp_path / "store-password").unlink()
    after = make_passwords(compose, tmp_path)
    assert after.keys() == before.keys()
    assert {name for name in after if after[name] != before[name]} == {"store-password"}


@pytest.mark.servers
@pytest.mark.enable_socket
def test_redis_takes_its_configuration_and_asks_for_the_password(passwords, compose, tmp_path):
    service = compose["services"]["redis"]
    command = [re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", part) for part in service["command"]]
    command = [program(command[0]), str(passwords / "redis.conf"), *command[2:]]
    port = free_port()
    check = shell(service["healthcheck"]["test"][1]).replace("/run/matchstream", str(passwords))
    check = check.replace("redis-cli", f"{program('redis-cli')} -p {port}")
    with subprocess.Popen([*command, "--bind", "127.0.0.1", "--port", str(port), "--dir", str(tmp_path)]) as server:
        try:
            eventually(
                lambda: subprocess.run(["sh", "-c", check], check=False, timeout=DEADLINE).returncode == 0, "Redis"
            )
            plain = [program("redis-cli"), "-p", str(port), "config", "get", "maxmemory"]
            refused = subprocess.run(plain, capture_output=True, text=True, check=False)
            assert "NOAUTH" in refused.stdout
        finally:
            server.terminate()


def kafka_is_healthy(compose, port):
    *bash, script = compose["services"]["kafka"]["healthcheck"]["test"][1:]
    try:
        command = [*bash, shell(script).replace("localhost/9092", f"127.0.0.1/{port}")]
        return subprocess.run(command, check=False, capture_output=True, timeout=DEADLINE).returncode == 0
    except subprocess.TimeoutExpired:
        return False


@pytest.mark.enable_socket
def test_kafka_is_healthy_where_it_answers_and_not_where_it_only_listens(compose, tmp_path):
    broker = EmbeddedBroker(tmp_path)
    assert not kafka_is_healthy(compose, broker.port)
    broker.start()
    try:
        eventually(lambda: kafka_is_healthy(compose, broker.port), "its answer")
    finally:
        broker.stop()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        closing = threading.Thread(target=lambda: silent.accept()[0].close())  # noqa: PLW0108 -- it must wait in there
        closing.start()
        assert not kafka_is_healthy(compose, silent.getsockname()[1])
        closing.join()
