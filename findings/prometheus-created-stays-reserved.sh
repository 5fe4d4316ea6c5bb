#!/usr/bin/env bash
# One would guess: after disable_created_metrics() a gauge `jobs_created` can stand beside a counter `jobs`.
#
# What is so: the registry goes on reserving the name `jobs_created` for the counter's time of creation, which is
# not exposed any more, and refuses the gauge.
#
# Source: prometheus_client 0.26.0, registry.py line 84: the names of a counter, whatever is disabled; metrics.py
# line 51.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'prometheus-client==0.26.0'
venv/bin/python - <<'EOF'
import importlib.metadata
from prometheus_client import CollectorRegistry, Counter, Gauge, disable_created_metrics, generate_latest

disable_created_metrics()
registry = CollectorRegistry()
Counter("jobs", "Jobs that were read", registry=registry)
exposed = generate_latest(registry).decode()
print(f"prometheus_client {importlib.metadata.version('prometheus-client')}; exposed:\n{exposed}")
assert "jobs_created" not in exposed
try:
    Gauge("jobs_created", "Jobs of today", registry=registry)
except ValueError as error:
    print("a gauge jobs_created:", error)
else:
    raise SystemExit("the gauge was taken")
EOF
