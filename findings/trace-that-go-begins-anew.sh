#!/usr/bin/env bash
# One would guess: a trace that a service in Python begins goes on in a service in Go, for both use OpenTelemetry and the header of W3C.
#
# What is so: since 1.42 the SDK for Python says in its flags, 03, that the id is random, as the second level of the standard has it. Go up to
# 1.41 takes a flag that it doesn't know for a broken header and begins a trace of its own, without a word: the two halves are never
# joined, and nothing is sampled by what Python chose. Go 1.42 reads it.
#
# Source: W3C Trace Context Level 2, random trace id flag; level 1, other flags: to be set to zero by who doesn't know them. opentelemetry-go
# 1.41.0, propagation/trace_context.go: version 0 with flags above 2 is invalid; pull request 7834 mended it. opentelemetry-python,
# issue 5240.
set -euo pipefail
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'opentelemetry-sdk==1.45.2'
header=$(venv/bin/python - <<'EOF'
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

headers = {}
with TracerProvider().get_tracer("producer").start_as_current_span("publish"):
    TraceContextTextMapPropagator().inject(headers)
print(headers["traceparent"])
EOF
)
flags=${header##*-}
cat > main.go <<'EOF'
package main

import (
	"context"
	"fmt"
	"os"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

func main() {
	for _, header := range os.Args[1:] {
		read := propagation.TraceContext{}.Extract(context.Background(), propagation.MapCarrier{"traceparent": header})
		fmt.Print(trace.SpanContextFromContext(read).IsValid(), " ")
	}
	fmt.Println()
}
EOF
echo "opentelemetry-sdk 1.45.2 (Python) writes the flags $flags"
found=$flags
for version in 1.41.0 1.42.0; do
  printf 'module finding\n\ngo 1.25\n\nrequire go.opentelemetry.io/otel v%s\n' "$version" > go.mod
  rm -f go.sum
  read -r whole level1 < <(GOFLAGS=-mod=mod go run . "$header" "${header%-*}-01" 2>/dev/null)
  echo "go.opentelemetry.io/otel $version goes on with that trace: $whole; with the flags 01: $level1"
  found="$found $whole $level1"
done
[[ $found == '03 false true true true' ]]
