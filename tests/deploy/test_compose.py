"""docker-compose.yml keeps to the compose specification and to this house's own rules."""

from __future__ import annotations

import json
import re
from importlib.metadata import files
from ipaddress import ip_address
from pathlib import Path

import jsonschema
import pytest
import yaml

from deploy.local.apache_broker import kafka_version
from gateway.settings import GatewaySettings
from gateway.web.door import KnownNames

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
        assert image == "matchstream:local" or re.fullmatch(r"[a-z/]+:v?\d+\.\d+\.\d+(-[a-z-]+)?", image)


def test_nothing_is_reachable_from_outside_this_host_unless_a_variable_says_so(compose):
    for name, service in compose["services"].items():
        for port in service.get("ports", []):
            unless_told = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", port)
            assert unless_told.startswith("127.0.0.1:"), f"{name} publishes {port}"
            assert port.startswith("127.0.0.1:") or name == "nginx", f"{name} can be published"


def test_the_gateway_takes_its_settings_as_they_stand_here(compose, monkeypatch):
    for name, value in compose["services"]["gateway"]["environment"].items():
        monkeypatch.setenv(name, re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", str(value)))
    settings = GatewaySettings()
    names = KnownNames(settings.known_hosts)
    assert all(host in names for host in (b"gateway:8000", b"localhost:8080", b"127.0.0.1:8000"))
    assert b"rebound.example" not in names
    assert any(ip_address("172.18.0.5") in network for network in settings.proxies), "nginx"


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
    assert len(ours) == 6
    for service in ours:
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_every_mounted_file_and_volume_exists(compose):
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (PROJECT / source).exists() if source.startswith(".") else source in compose["volumes"]


def test_the_image_takes_the_locked_packages_and_runs_as_nobody_in_particular():
    recipe = (PROJECT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    assert "--require-hashes -r /tmp/requirements.lock" in recipe
    assert recipe.index("USER matchstream") < recipe.index("ENTRYPOINT")
    ignored = (PROJECT / "deploy" / "Dockerfile.dockerignore").read_text(encoding="utf-8")
    copied = re.findall(r"^COPY (?!--from)(\S+) ", recipe, re.MULTILINE)
    assert copied
    for source in copied:
        assert f"!{source}\n" in ignored
        assert (PROJECT / source).exists()
