#!/usr/bin/env bash
# One would guess: what one service puts into OpenTelemetry's baggage, as the job's skill or title, the next one reads as it was.
#
# What is so: W3C's baggage is percent-encoded, and a plus sign stands for itself. OpenTelemetry for Python writes and reads it as
# HTML forms do, where a plus sign is a space. So "C++" of a service in Go is "C" in Python, without the spaces that it became,
# and "Analista de Dados" of Python is "Analista+de+Dados" in Go. Each for itself reads what it wrote.
#
# Source: W3C Baggage, value: baggage-octet has %x23-2B, and so the plus sign. opentelemetry-python, issues 2010 and 5566.
# opentelemetry-api 1.45.2, baggage/propagation/__init__.py, lines 122, 123 and 171: unquote_plus, then strip, and quote_plus.
set -euo pipefail
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'opentelemetry-api==1.45.2'
cat > go.mod <<'EOF'
module finding

go 1.26

require go.opentelemetry.io/otel v1.38.0
EOF
cat > main.go <<'EOF'
package main

import (
	"context"
	"fmt"
	"os"

	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/propagation"
)

func main() {
	var header propagation.MapCarrier = map[string]string{}
	if os.Args[1] == "write" {
		skill, _ := baggage.NewMemberRaw("skill", os.Args[2])
		bag, _ := baggage.New(skill)
		propagation.Baggage{}.Inject(baggage.ContextWithBaggage(context.Background(), bag), header)
		fmt.Print(header["baggage"])
		return
	}
	header["baggage"] = os.Args[2]
	fmt.Print(baggage.FromContext(propagation.Baggage{}.Extract(context.Background(), header)).Member("skill").Value())
}
EOF
cat > both.py <<'EOF'
import sys
from opentelemetry import baggage
from opentelemetry.baggage.propagation import W3CBaggagePropagator

header = {"baggage": sys.argv[2]}
if sys.argv[1] == "write":
    W3CBaggagePropagator().inject(header, baggage.set_baggage("skill", sys.argv[2]))
    print(header["baggage"])
else:
    print(baggage.get_baggage("skill", W3CBaggagePropagator().extract(header)))
EOF
GOFLAGS=-mod=mod go build -o both . 2>/dev/null
echo "opentelemetry-api 1.45.2 (Python), go.opentelemetry.io/otel 1.38.0"
found=
for skill in 'C++' 'Analista de Dados'; do
  of_go=$(./both write "$skill")
  of_python=$(venv/bin/python both.py write "$skill")
  line="$skill: Go writes $of_go, Python reads $(venv/bin/python both.py read "$of_go");"
  line="$line Python writes $of_python, Go reads $(./both read "$of_python")"
  found="$found$line"$'\n'
done
echo -n "$found"
[[ $found == 'C++: Go writes skill=C++, Python reads C; Python writes skill=C%2B%2B, Go reads C++
Analista de Dados: Go writes skill=Analista%20de%20Dados, Python reads Analista de Dados; Python writes skill=Analista+de+Dados, Go reads Analista+de+Dados
' ]]
