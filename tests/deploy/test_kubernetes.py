"""The manifests: their schemas, what they say twice, and that our programs take the settings as they stand there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
import yaml

from data.contract.topics import ALL
from data.webhooks.addresses import may_receive
from deploy.kubernetes.__main__ import PARTITIONS, files
from gateway.settings import GatewaySettings
from producers.settings import ProducerSettings
from stream_processor.settings import StreamSettings
from tests.deploy.manifests import faults, read
from tests.deploy.servers import program

KUBERNETES = Path(__file__).resolve().parents[2] / "deploy" / "kubernetes"
FILES = sorted(path for path in KUBERNETES.glob("*/*.yaml") if path.name not in {"kustomization.yaml", "replicas.yaml"})
MANIFESTS = [manifest for path in FILES for manifest in read(path.read_text(encoding="utf-8"))]
PROGRAMS = {
    "worker": StreamSettings,
    "cache": StreamSettings,
    "webhooks": StreamSettings,
    "gateway": GatewaySettings,
    "topics": ProducerSettings,
}
SECRETS = {
    *("worker", "cache", "webhooks", "gateway", "operator"),
    *("redis-writer", "redis-reader", "redis-ca", "gateway-sessions", "gateway-metrics", "store"),
}
"""What README.md asks for; Strimzi writes those of its users, and the certificate of its authority."""


def of(kind, name=None):
    return [one for one in MANIFESTS if one["kind"] == kind and name in (None, one["metadata"]["name"])]


def pods():
    """Each program's pod."""
    kinds = ("StatefulSet", "Deployment", "Job")
    return {one["metadata"]["name"]: one["spec"]["template"] for kind in kinds for one in of(kind)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_manifest_keeps_to_its_schema(path):
    found = [(manifest["kind"], list(faults(manifest))) for manifest in read(path.read_text(encoding="utf-8"))]
    assert found
    assert [(kind, wrong) for kind, wrong in found if wrong] == []


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("StatefulSet", lambda one: one["spec"].update(replica=2)),
        ("Deployment", lambda one: one["spec"]["template"]["spec"]["containers"][0].update(cmd=["x"])),
        ("NetworkPolicy", lambda one: one["spec"].update(podselector={})),
        ("Kafka", lambda one: one["spec"]["kafka"].update(listener=[])),
        ("KafkaNodePool", lambda one: one["spec"].update(roles=["brokers"])),
        ("KafkaTopic", lambda one: one["spec"].update(partitions="8")),
        ("KafkaUser", lambda one: one["spec"]["authorization"]["acls"][0].update(operations=["Reads"])),
        ("ScaledObject", lambda one: one["spec"].pop("scaleTargetRef")),
        ("ServiceMonitor", lambda one: one["spec"]["endpoints"][0].update(ports="http")),
    ],
)
def test_what_the_api_does_not_know_is_found(kind, change):
    wrong = yaml.safe_load(yaml.safe_dump(of(kind)[0]))
    change(wrong)
    assert list(faults(wrong))


def test_topics_and_users_are_those_of_the_code():
    for path, text in files().items():
        assert path.read_text(encoding="utf-8") == text, "run `make map`"
    assert {one["metadata"]["name"] for one in of("KafkaTopic")} == {topic.name for topic in ALL}
    page = (KUBERNETES.parents[1] / "docs" / "security.md").read_text(encoding="utf-8")
    rights = sum(len(one["spec"]["authorization"]["acls"]) for one in of("KafkaUser"))
    assert rights == len(re.findall(r"^\| `\w+` \| (?:topic|group) \|", page, re.MULTILINE))


def test_every_file_is_part_of_its_kustomization():
    for folder in (KUBERNETES / "base", KUBERNETES / "production"):
        listed = yaml.safe_load((folder / "kustomization.yaml").read_text(encoding="utf-8"))
        named = {*listed["resources"], *(patch["path"] for patch in listed.get("patches", ()))} - {"../base"}
        assert named == {path.name for path in folder.glob("*.yaml")} - {"kustomization.yaml"}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_takes_its_settings_as_they_stand_here(name, monkeypatch, tmp_path):
    for variable in [one for one in os.environ if one.startswith("MATCHSTREAM_")]:
        monkeypatch.delenv(variable)
    container = pods()[name]["spec"]["containers"][0]
    values = {}
    for source in container["envFrom"]:
        values |= of("ConfigMap", source["configMapRef"]["name"])[0]["data"]
    values |= {one["name"]: one.get("value", f"{name}-0") for one in container["env"]}
    mounted = {mount["mountPath"] for mount in container["volumeMounts"]}
    for variable, value in values.items():
        path = Path(value)
        if variable.endswith("_FILE"):
            assert str(path.parent) in mounted, f"{variable} is in no volume"
            (tmp_path / path.parent.name).mkdir(exist_ok=True)
            path = tmp_path / path.parent.name / path.name
            path.write_text("made-up")
        monkeypatch.setenv(variable, str(path) if variable.endswith("_FILE") else value)
    settings = PROGRAMS[name]()
    assert settings.kafka_username == {"topics": "operator"}.get(name, name)
    assert settings.client()["security.protocol"] == "SASL_SSL"
    assert ("MATCHSTREAM_REDIS_URL" in values) == (name in {"cache", "gateway"})
    if name == "worker":
        assert (settings.group_instance, settings.session_timeout) == ("worker-0", 30.0)
    if name == "gateway":
        assert settings.gateway_keys == "on"
        assert settings.session_secret() == "made-up"


def test_a_pod_has_no_rights_and_every_volume_is_somewhere():
    claims = {one["metadata"]["name"] for one in of("PersistentVolumeClaim")}
    for name, pod in pods().items():
        spec, container = pod["spec"], pod["spec"]["containers"][0]
        assert spec["securityContext"]["runAsNonRoot"]
        assert not spec["automountServiceAccountToken"]
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert container["securityContext"]["readOnlyRootFilesystem"]
        assert container["resources"]["limits"]["memory"]
        assert {mount["name"] for mount in container["volumeMounts"]} == {one["name"] for one in spec["volumes"]}
        for volume in spec["volumes"]:
            if "secret" in volume:
                assert volume["secret"]["secretName"] in SECRETS | {"matchstream-cluster-ca-cert"}, name
            if "persistentVolumeClaim" in volume:
                assert volume["persistentVolumeClaim"]["claimName"] in claims
        if name != "topics":
            assert container["readinessProbe"]["httpGet"] == {"path": "/health", "port": "http"}


def test_nobody_reaches_a_pod_that_no_policy_names():
    deny = of("NetworkPolicy", "nobody")[0]["spec"]
    assert deny["policyTypes"] == ["Ingress", "Egress"]
    assert "ingress" not in deny
    assert "egress" not in deny
    for pod in pods().values():
        assert deny["podSelector"]["matchLabels"].items() <= pod["metadata"]["labels"].items()
    opened = {
        port["port"] for one in of("NetworkPolicy") for rule in one["spec"].get("ingress", ()) for port in rule["ports"]
    }
    assert opened == {"http"}


def reached(pod, address):
    """Whether policies let a pod reach an address that is neither Kafka, Redis nor a server of names."""
    labels = pod["metadata"]["labels"]
    return any(
        block.version == address.version
        and address in block
        and not any(address in ip_network(inside) for inside in target["ipBlock"].get("except", ()))
        for policy in of("NetworkPolicy")
        if policy["spec"]["podSelector"].get("matchLabels", {}).items() <= labels.items()
        for rule in policy["spec"].get("egress", ())
        for target in rule.get("to", [{"ipBlock": {"cidr": "::/0"}}, {"ipBlock": {"cidr": "0.0.0.0/0"}}])
        if "ipBlock" in target
        for block in [ip_network(target["ipBlock"]["cidr"])]
    )


@pytest.mark.parametrize(
    "address",
    [
        *("8.8.8.8", "203.0.112.1", "172.32.0.1", "11.0.0.1", "2606:4700::1111"),
        *("10.96.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "127.0.0.1", "0.0.0.0"),
        *("169.254.169.254", "224.0.0.1", "255.255.255.255", "::1", "fd00::1", "fe80::1", "ff02::1", "64:ff9b::a00:1"),
    ],
)
def test_the_sender_of_webhooks_alone_reaches_the_internet_and_nothing_inside(address):
    for name, pod in pods().items():
        assert reached(pod, ip_address(address)) == (name == "webhooks" and may_receive(address)), name


def test_the_gateway_is_asked_for_metrics_with_a_key():
    endpoints = [one["spec"]["endpoints"][0] for one in of("ServiceMonitor", "gateway")]
    assert [one["authorization"]["credentials"]["name"] for one in endpoints] == ["gateway-metrics"]
    assert "`gateway-metrics`" in (KUBERNETES / "README.md").read_text(encoding="utf-8")


def test_services_budgets_monitors_and_scales_mean_pods_that_there_are():
    labels = {name: pod["metadata"]["labels"] for name, pod in pods().items()}
    for kind in ("Service", "PodDisruptionBudget", "ServiceMonitor"):
        for one in of(kind):
            selector = one["spec"]["selector"]
            wanted = selector.get("matchLabels", selector)
            assert wanted.items() <= labels[one["metadata"]["name"]].items()
    for kind in ("HorizontalPodAutoscaler", "ScaledObject"):
        for one in of(kind):
            target = one["spec"]["scaleTargetRef"]
            assert of(target["kind"], target["name"])
    assert {one["metadata"]["name"] for one in of("ServiceMonitor")} == set(PROGRAMS) - {"topics"}
    for one in of("ServiceMonitor"):
        assert one["spec"]["endpoints"][0]["port"] in {
            port["name"] for port in of("Service", one["metadata"]["name"])[0]["spec"]["ports"]
        }


def test_there_are_no_more_workers_than_partitions():
    settings = of("ConfigMap", "matchstream")[0]["data"]
    assert int(settings["MATCHSTREAM_PARTITIONS"]) == PARTITIONS
    assert of("ScaledObject", "worker")[0]["spec"]["maxReplicaCount"] == PARTITIONS


@pytest.mark.servers
def test_kustomize_builds_what_is_valid():
    kustomize = shutil.which("kustomize")
    command = [kustomize, "build"] if kustomize else [program("kubectl"), "kustomize"]
    built = subprocess.run([*command, str(KUBERNETES / "production")], capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    manifests = read(built.stdout)
    assert len(manifests) == len(MANIFESTS)
    assert {one["metadata"].get("namespace") for one in manifests} == {"matchstream", None}
    assert [(one["kind"], wrong) for one in manifests if (wrong := list(faults(one)))] == []
    assert "replicas" not in next(one for one in manifests if one["kind"] == "StatefulSet")["spec"]
