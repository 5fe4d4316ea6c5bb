"""The API's document as tools take it: linters find nothing, generated clients build and ask a running gateway."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from base64 import b64encode
from pathlib import Path

import httpx
import pytest

from data.contract.keys import mint
from data.kafka import topic_admin
from data.kafka.reading import KafkaConnection
from deploy.local.brokers import EmbeddedBroker
from deploy.local.programs import PROJECT, Programs
from producers.sender import Sender
from tests.deploy.servers import program
from tests.documents.pages import lines, pdf
from tests.waiting import DEADLINE

pytestmark = [pytest.mark.contracts, pytest.mark.enable_socket]

HERE = Path(__file__).parent
TOOLS = PROJECT / "var" / "contracts"
CLIENTS = HERE / "clients"
PACKAGE = "matchstream_client"
CV = b64encode(pdf([lines(["Desenvolvedora Python", "Python, Django, PostgreSQL"])])).decode()
ANSWERS = {"one": 1, "some": 2, "refused": 401, "words": 5}


def run(*command, cwd=HERE):
    """Run a tool; what it says is shown where it fails."""
    done = subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-6000:]
    return done.stdout


@pytest.fixture(scope="module")
def tools():
    """The linters and the compiler, as the lock file has them."""
    run(program("npm"), "ci", "--no-progress")
    return HERE / "node_modules" / ".bin"


@pytest.fixture(scope="module")
def generator():
    """The jar of openapi-generator."""
    goal = "dependency:copy-dependencies"
    run(program("mvn"), "-q", "-B", "-f", HERE / "pom.xml", goal, f"-DoutputDirectory={TOOLS}", cwd=PROJECT)
    (jar,) = TOOLS.glob("openapi-generator-cli-*.jar")
    return jar


@pytest.fixture(scope="module")
def gateway(tmp_path_factory, model_of_this_run):
    """A gateway with keys, its address, and a key."""
    folder = tmp_path_factory.mktemp("contracts")
    broker = EmbeddedBroker(folder / "kafka")
    broker.start()
    connection = KafkaConnection(kafka_bootstrap=broker.bootstrap, kafka_idempotence=False, partitions=1)
    topic_admin.create(connection, 1, 1)
    text, key = mint("contracts", ["read", "ingest"], now=time.time_ns() // 1_000_000)
    with Sender(connection) as sender:
        sender.send([key.to_record()])
    environment = {
        "MATCHSTREAM_KAFKA_BOOTSTRAP": broker.bootstrap,
        "MATCHSTREAM_KAFKA_IDEMPOTENCE": "false",
        "MATCHSTREAM_PARTITIONS": "1",
        "MATCHSTREAM_MODEL_REGISTRY": str(model_of_this_run / "registry"),
        "MATCHSTREAM_GATEWAY_KEYS": "on",
    }
    programs = Programs(logs=folder, environment=environment)
    process = programs.service("gateway", "gateway", port_setting="MATCHSTREAM_GATEWAY_PORT")
    process.start()
    process.wait_ready(60)
    yield f"http://127.0.0.1:{process.port}", text
    process.stop()
    broker.kill()


@pytest.fixture(scope="module")
def document(gateway, tmp_path_factory):
    """The document that the gateway serves, as a file."""
    file = tmp_path_factory.mktemp("document") / "openapi.json"
    file.write_text(httpx.get(f"{gateway[0]}/openapi.json", timeout=DEADLINE).text, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def expected(gateway):
    """What a client must find."""
    address, key = gateway
    pair = {
        "vaga": {"competencias_tecnicas_requeridas": "Python, Django", "nivel_ingles": "intermediário"},
        "candidato": {"conhecimentos_tecnicos": "Python", "nivel_ingles": "avançado"},
    }
    answer = httpx.post(
        f"{address}/api/predict", json=pair, headers={"Authorization": f"Bearer {key}"}, timeout=DEADLINE
    )
    return ANSWERS | {"score": answer.json()["quality_score"]}


def test_spectral_finds_nothing(tools, document):
    said = run(tools / "spectral", "lint", "--ruleset", HERE / ".spectral.yaml", "--fail-severity", "hint", document)
    assert "No results with a severity of 'hint' or higher found" in said


def test_redocly_finds_nothing(tools, document):
    said = json.loads(run(tools / "redocly", "lint", document, "--format", "json"))
    assert said["problems"] == []


def test_the_linters_find_what_is_wrong(tools, document, tmp_path):
    told = json.loads(document.read_text(encoding="utf-8"))
    told["paths"]["/api/predict"]["post"]["security"] = [{"nobody": []}]
    told["paths"]["/api/events"]["post"]["requestBody"]["content"]["application/cloudevents+json"]["example"] = {
        "id": 1
    }
    wrong = tmp_path / "openapi.json"
    wrong.write_text(json.dumps(told), encoding="utf-8")
    for command in (
        [tools / "spectral", "lint", "--ruleset", HERE / ".spectral.yaml", wrong],
        [tools / "redocly", "lint", wrong],
    ):
        assert subprocess.run([*map(str, command)], cwd=HERE, capture_output=True, check=False).returncode == 1


def test_a_client_of_openapi_python_client(gateway, document, expected, tmp_path):
    tool = Path(sys.executable).with_name("openapi-python-client")
    options = ["--meta", "none", "--fail-on-warning", "--config", HERE / "openapi-python-client.yml"]
    run(tool, "generate", "--path", document, "--output-path", tmp_path / PACKAGE, *options)
    said = run(sys.executable, CLIENTS / "openapi_python_client.py", tmp_path, *gateway, CV)
    assert json.loads(said) == expected


def test_a_python_client_of_openapi_generator(gateway, document, expected, generator, tmp_path):
    generate(generator, "python", document, tmp_path)
    said = run(sys.executable, CLIENTS / "openapi_generator.py", tmp_path, *gateway, CV)
    assert json.loads(said) == expected


def test_a_typescript_client_of_openapi_generator(gateway, document, expected, generator, tools, tmp_path):
    generate(generator, "typescript-fetch", document, tmp_path / "client")
    shutil.copy(CLIENTS / "openapi_generator.ts", tmp_path / "main.ts")
    options = ["--strict", "--target", "es2022", "--lib", "es2022,dom", "--module", "commonjs"]
    run(tools / "tsc", *options, "--outDir", tmp_path / "built", tmp_path / "main.ts")
    said = run(program("node"), tmp_path / "built" / "main.js", *gateway, CV)
    assert json.loads(said) == expected


def generate(jar, language, document, folder):
    """Generate a client."""
    options = [
        "--package-name",
        PACKAGE,
        "--global-property",
        "apiDocs=false,modelDocs=false,apiTests=false,modelTests=false",
    ]
    run(program("java"), "-jar", jar, "generate", "-g", language, "-i", document, "-o", folder, *options)
