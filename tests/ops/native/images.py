"""What the images of docker-compose.yml are on this machine: Debian's programs, and the project itself.

Each gives what the image gives: its own command where the file names none, variables, and what its entry point does.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.apache_broker import MissingToolError, _fetch_jars
from tests.deploy.servers import program
from tests.ops.native.composed import PROJECT

POSTGRES = Path("/usr/lib/postgresql")
KAFKA_CONFIGURATION = Path(__file__).with_name("kafka")
USER = re.search(r"^USER (\d+)$", (PROJECT / "deploy" / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)[1]
"""Of our programs."""


@dataclass(slots=True, kw_only=True)
class Image:
    """What a service runs on.

    Attributes
    ----------
    mounts : list of (str, str, bool)
        Folder here, folder there, read-only.
    environment : dict
    entrypoint, command : list of str
        What stands before a service's command, and what is run where it has none.
    folder : str
    user : str
    wrap : callable
        What the image's entry point makes of the command.
    """

    mounts: list[tuple[str, str, bool]] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    folder: str = "/"
    user: str = ""
    wrap: Callable[[list[str]], list[str]] = list


def image(name: str, *, app: Path, scratch: Path) -> Image | None:
    """What an image is here; None where no registry that is reached has its program."""
    made = {
        "matchstream": lambda: _matchstream(app, scratch),
        "apache/kafka": _kafka,
        "postgres": _postgres,
        "redis": Image,
        "nginx": lambda: Image(command=["nginx", "-g", "daemon off;"], wrap=_nginx),
        "prom/prometheus": lambda: Image(entrypoint=[program("prometheus")]),
        "prom/node-exporter": lambda: Image(entrypoint=[program("prometheus-node-exporter")]),
        "prom/blackbox-exporter": lambda: Image(entrypoint=[program("prometheus-blackbox-exporter")]),
        "oliver006/redis_exporter": lambda: Image(entrypoint=[program("prometheus-redis-exporter")]),
        "prometheuscommunity/postgres-exporter": lambda: Image(entrypoint=[program("prometheus-postgres-exporter")]),
    }.get(name.rpartition(":")[0])
    return made() if made else None


def _matchstream(app: Path, scratch: Path) -> Image:
    """Our own, as the Dockerfile says."""
    recipe = re.sub(r"\\\n\s*", "", (app / "deploy" / "Dockerfile").read_text(encoding="utf-8"))
    variables = dict(
        word.split("=", 1) for line in re.findall(r"^ENV (.+)$", recipe, re.MULTILINE) for word in shlex.split(line)
    )
    variables["PATH"] = variables["PATH"].replace("$PATH", "/usr/local/bin:/usr/bin:/bin")
    entrypoint = re.findall(r'"([^"]+)"', re.search(r"^ENTRYPOINT (.+)$", recipe, re.MULTILINE)[1])
    copied = re.findall(r"^COPY (\w+) \w+$", recipe, re.MULTILINE)
    mounts = [(str(app / name), str(PROJECT / name), True) for name in copied]
    mounts.append((str(Path(sys.prefix).resolve()), "/opt/venv", True))
    mounts.append((str(_compiled(app, scratch)), "/opt/numba-cache", False))
    if not sys.base_prefix.startswith("/usr"):
        mounts.append((sys.base_prefix, sys.base_prefix, True))
    return Image(mounts=mounts, environment=variables, entrypoint=entrypoint, folder=str(PROJECT), user=USER)


def _compiled(app: Path, scratch: Path) -> Path:
    """Compiled kernels, as the image brings them along: this machine's, which hold for the project's own path."""
    shown = subprocess.run(
        [sys.executable, "-c", "import model, os; print(os.environ['NUMBA_CACHE_DIR'])"],
        env={name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"},
        cwd=app,
        check=True,
        capture_output=True,
        text=True,
    )
    name = Path(shown.stdout.strip()).name
    made, here = scratch / name, PROJECT / "model" / "__pycache__" / name
    if not made.exists():
        shutil.copytree(here, made) if here.exists() else made.mkdir(parents=True)
        for path in (made, *made.rglob("*")):
            path.chmod(0o777)
    return made


def _kafka() -> Image:
    """Kafka's jars from Maven; the image's own wrapper, which is among them, turns variables into properties.

    As in the image, a disk that is formatted already is no failure.
    """
    jars = _fetch_jars(PROJECT / "var" / "kafka").resolve()
    java = "java $KAFKA_HEAP_OPTS -cp '/opt/kafka/libs/*'"
    script = f"""
        mkdir -p /opt/kafka/config
        cp /opt/kafka-image/* /opt/kafka/config/
        {java} kafka.docker.KafkaDockerWrapper setup --default-configs-dir /opt/kafka-image \\
          --mounted-configs-dir /mnt --final-configs-dir /opt/kafka/config >/tmp/setup 2>&1 ||
          grep "already formatted" /tmp/setup || {{ cat /tmp/setup && exit 1; }}
        exec {java} -Dlog4j2.configurationFile=/opt/kafka/config/log4j2.yaml \\
          kafka.Kafka /opt/kafka/config/server.properties
    """
    mounts = [(str(jars), "/opt/kafka/libs", True), (str(KAFKA_CONFIGURATION), "/opt/kafka-image", True)]
    return Image(mounts=mounts, command=["sh", "-euc", script])


def _nginx(command: list[str]) -> list[str]:
    """The image's has the module `stream` built in; Debian's loads it."""
    modules = sorted(Path("/usr/share/nginx/modules-available").glob("mod-stream.conf"))
    loaded = "".join(path.read_text(encoding="utf-8").strip() for path in modules)
    return [program("nginx"), "-e", "stderr", *command[1:-1], f"{loaded} {command[-1]} user root;"]


def _postgres() -> Image:
    """What the image's entry point does at the first start: a cluster and a database, with a password."""
    versions = sorted(POSTGRES.glob("*/bin"), key=lambda path: int(path.parent.name))
    if not versions:
        raise MissingToolError("PostgreSQL is missing. On Debian: apt-get install postgresql")
    script = """
        chown postgres /var/lib/postgresql/data /run/postgresql
        chmod 700 /var/lib/postgresql/data
        as="setpriv --reuid postgres --regid postgres --clear-groups"
        if ! test -s "$PGDATA/PG_VERSION"; then
          install -m 600 -o postgres "$POSTGRES_PASSWORD_FILE" /tmp/password
          $as initdb --username "$POSTGRES_USER" --pwfile /tmp/password --auth-host scram-sha-256 >/dev/null
          echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
          echo "CREATE DATABASE $POSTGRES_DB" | $as postgres --single -j postgres >/dev/null
        fi
        exec $as "$@"
    """
    path = f"{versions[-1]}:/usr/bin:/bin"
    return Image(
        environment={"PGDATA": "/var/lib/postgresql/data", "PATH": path},
        command=["postgres", "-c", "listen_addresses=*", "-c", "unix_socket_directories=/run/postgresql"],
        wrap=lambda command: ["sh", "-euc", f"mkdir -p /run/postgresql;{script}", "postgres", *command],
    )
