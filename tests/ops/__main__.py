"""`python -m tests.ops [pytest's arguments]`: what an operator relies on, on this machine, without Docker.

The tests run in a network and a mount namespace of their own, so that nothing outside sees them and nothing is left;
root may make these. What is missing of the machine's programs is named.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import NoReturn

from data.errors import ExitCode
from deploy.local.apache_broker import MissingToolError, _fetch_jars

PROJECT = Path(__file__).resolve().parents[2]
NEEDED = {
    "ip": "iproute2",
    "java": "openjdk-17-jre-headless",
    "mvn": "maven",
    "nc": "netcat-openbsd",
    "nginx": "nginx",
    "pg_isready": "postgresql",
    "prometheus": "prometheus",
    "prometheus-blackbox-exporter": "prometheus-blackbox-exporter",
    "prometheus-node-exporter": "prometheus-node-exporter",
    "prometheus-postgres-exporter": "prometheus-postgres-exporter",
    "prometheus-redis-exporter": "prometheus-redis-exporter",
    "redis-server": "redis-server",
    "unshare": "util-linux",
    "wget": "wget",
}
"""Programs, and Debian's packages that bring them."""

STREAM = Path("/usr/lib/nginx/modules/ngx_stream_module.so")
INSIDE = "MATCHSTREAM_OPS_NAMESPACE"
_PREPARE = 'mount -t tmpfs none /run && mount --bind "$1" /etc/resolv.conf && ip link set lo up && shift && exec "$@"'


def main() -> NoReturn:
    """Check the machine, fetch Kafka, enter the namespaces and run the tests."""
    path = f"{os.environ['PATH']}:/usr/sbin:/sbin"
    missing = sorted({package for name, package in NEEDED.items() if shutil.which(name, path=path) is None})
    if not STREAM.exists():
        missing.append("libnginx-mod-stream")
    if missing:
        print(f"missing on this machine: apt-get install {' '.join(missing)}", file=sys.stderr)
        sys.exit(ExitCode.CONFIGURE)
    if os.geteuid() != 0:
        print("only root may make the hosts on which the services run", file=sys.stderr)
        sys.exit(ExitCode.CONFIGURE)
    try:
        _fetch_jars(PROJECT / "var" / "kafka")
    except MissingToolError as error:
        print(error, file=sys.stderr)
        sys.exit(ExitCode.CONFIGURE)
    resolver = PROJECT / "var" / "ops-resolv.conf"
    resolver.write_text("nameserver 127.0.0.11\n", encoding="utf-8")
    # What tests measured is told too: `-rP` shows what those printed that passed.
    tests = [sys.executable, "-m", "pytest", "tests/ops", "-m", "ops", "-n", "0", "-rP", *sys.argv[1:]]
    outer = ["unshare", "--net", "--mount", "sh", "-euc", _PREPARE, "ops", str(resolver), *tests]
    os.environ |= {INSIDE: "1", "PATH": path}
    os.execvp(outer[0], outer)


if __name__ == "__main__":
    main()
