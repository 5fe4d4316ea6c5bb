#!/usr/bin/env bash
# One would guess: a counter `jobs` and a bucket up to 1 are the same series whether Prometheus asks for its own text format or for
# OpenMetrics, which it does by a setting, and whichever language the service is written in.
#
# What is so: OpenMetrics wants the counter's name to end in `_total`. Node's client adds it there alone, so `jobs` becomes `jobs_total`;
# Go's keeps `jobs` and calls it `unknown`, no counter; Python's has `jobs_total` in both. The bucket is le="1" in Node's, le="1.0"
# in Python's, and in Go's the one or the other by who asks, so a sum over services by `le` has two buckets for one.
#
# Source: OpenMetrics 1.0, Counter ("The MetricPoint's Total Value Sample MetricName MUST have the suffix _total") and "Considerations:
# Canonical Numbers". github.com/prometheus/common, expfmt/openmetrics_create.go: a counter without the suffix is of type unknown.
set -euo pipefail
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'prometheus-client==0.26.0'
npm install --silent --no-audit --no-fund --prefix . 'prom-client@15.1.3'
cat > go.mod <<'EOF'
module finding

go 1.26

require github.com/prometheus/client_golang v1.23.2
EOF
cat > main.go <<'EOF'
package main

import (
	"fmt"
	"net/http/httptest"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

func main() {
	registry := prometheus.NewRegistry()
	jobs := prometheus.NewCounter(prometheus.CounterOpts{Name: "jobs", Help: "Jobs."})
	wait := prometheus.NewHistogram(prometheus.HistogramOpts{Name: "wait", Help: "Seconds.", Buckets: []float64{1}})
	registry.MustRegister(jobs, wait)
	jobs.Inc()
	wait.Observe(0.5)
	for _, accept := range []string{"text/plain", "application/openmetrics-text;version=1.0.0"} {
		request := httptest.NewRequest("GET", "/metrics", nil)
		request.Header.Set("Accept", accept)
		answer := httptest.NewRecorder()
		promhttp.HandlerFor(registry, promhttp.HandlerOpts{EnableOpenMetrics: true}).ServeHTTP(answer, request)
		fmt.Println(answer.Body.String() + "---")
	}
}
EOF
cat > node.js <<'EOF'
const { Counter, Histogram, Registry } = require("prom-client");
(async () => {
  for (const type of [Registry.PROMETHEUS_CONTENT_TYPE, Registry.OPENMETRICS_CONTENT_TYPE]) {
    const registry = new Registry();
    registry.setContentType(type);
    new Counter({ name: "jobs", help: "Jobs.", registers: [registry] }).inc();
    new Histogram({ name: "wait", help: "Seconds.", buckets: [1], registers: [registry] }).observe(0.5);
    console.log((await registry.metrics()) + "---");
  }
})();
EOF
cat > python.py <<'EOF'
import prometheus_client
from prometheus_client import openmetrics, exposition
import prometheus_client.openmetrics.exposition

registry = prometheus_client.CollectorRegistry()
prometheus_client.Counter("jobs", "Jobs.", registry=registry).inc()
prometheus_client.Histogram("wait", "Seconds.", buckets=[1], registry=registry).observe(0.5)
for latest in (exposition.generate_latest, openmetrics.exposition.generate_latest):
    print(latest(registry).decode() + "---")
EOF
GOFLAGS=-mod=mod go run . 2>/dev/null > "client_golang 1.23.2"
node node.js > "prom-client 15.1.3"
venv/bin/python python.py > "prometheus-client 0.26.0"
venv/bin/python - <<'EOF'
import re

found = {}
for client in ("client_golang 1.23.2", "prom-client 15.1.3", "prometheus-client 0.26.0"):
    plain, open_metrics = open(client).read().split("---")[:2]
    found[client] = [
        (re.search(r"^(jobs\w*) 1(\.0)?$", text, re.M)[1], re.search(r"^# TYPE jobs\w* (\w+)$", text, re.M)[1], re.search(r'le="(1[.0]*)"', text)[1])
        for text in (plain, open_metrics)
    ]
    print(f"{client}: counter, its type, bucket: in Prometheus's format {found[client][0]}, in OpenMetrics {found[client][1]}")
assert list(found.values()) == [
    [("jobs", "counter", "1"), ("jobs", "unknown", "1.0")],
    [("jobs", "counter", "1"), ("jobs_total", "counter", "1")],
    [("jobs_total", "counter", "1.0"), ("jobs_total", "counter", "1.0")],
]
EOF
