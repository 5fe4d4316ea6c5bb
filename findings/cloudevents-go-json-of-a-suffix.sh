#!/usr/bin/env bash
# One would guess: data of the type application/hal+json is JSON, so an event holds it as JSON in structured mode, whichever SDK writes it.
#
# What is so: the SDK for Go takes application/json and text/json alone for JSON there. An event that came in binary mode it writes with its
# data as a text in quotes, and one that Python's SDK wrote it refuses to read. Its own DataAs knows the suffix, so inside one service all
# looks well. Python's SDK reads Go's text as a text.
#
# Source: CloudEvents, JSON format 1.0.2, 3.1: a media type with the suffix +json is JSON-formatted, and data is then stored as a JSON
# value. sdk-go, issues 797 and 1161; 2.16.2, event/event_marshal.go and event_unmarshal.go, isJSON.
set -euo pipefail
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'cloudevents==2.2.0'
cat > go.mod <<'EOF'
module finding

go 1.26

require github.com/cloudevents/sdk-go/v2 v2.16.2
EOF
cat > main.go <<'EOF'
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"

	"github.com/cloudevents/sdk-go/v2/binding"
	"github.com/cloudevents/sdk-go/v2/event"
	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"
)

func main() {
	if len(os.Args) > 2 { // read a structured event
		var read event.Event
		if err := json.Unmarshal([]byte(os.Args[2]), &read); err != nil {
			fmt.Print("refused")
			return
		}
		fmt.Print(strings.TrimSpace(string(read.Data())))
		return
	}
	request, _ := http.NewRequest("POST", "http://127.0.0.1/", strings.NewReader(`{"score":87}`))
	for name, value := range map[string]string{"Id": "1", "Type": "match", "Source": "/ats", "Specversion": "1.0"} {
		request.Header.Set("Ce-"+name, value)
	}
	request.Header.Set("Content-Type", os.Args[1])
	read, _ := binding.ToEvent(context.Background(), cehttp.NewMessageFromHttpRequest(request))
	written, _ := json.Marshal(read)
	fmt.Print(string(written))
}
EOF
cat > both.py <<'EOF'
import json, sys
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

if len(sys.argv) > 2:
    print(json.dumps(JSONFormat().read(CloudEvent, sys.argv[2]).get_data()))
else:
    names = {"id": "1", "type": "match", "source": "/ats", "specversion": "1.0", "datacontenttype": sys.argv[1]}
    print(JSONFormat().write(CloudEvent(names, {"score": 87})).decode())
EOF
GOFLAGS=-mod=mod go build -o both . 2>/dev/null
echo 'cloudevents/sdk-go 2.16.2, cloudevents (Python) 2.2.0'
found=
for kind in application/json application/hal+json; do
  of_go=$(./both "$kind")
  of_python=$(venv/bin/python both.py "$kind")
  line="$kind: Python reads of Go $(venv/bin/python both.py "$kind" "$of_go"); Go reads of Python $(./both "$kind" "$of_python")"
  echo "$line"
  found="$found$line"$'\n'
done
[[ $found == 'application/json: Python reads of Go {"score": 87}; Go reads of Python {"score": 87}
application/hal+json: Python reads of Go "{\"score\":87}"; Go reads of Python refused
' ]]
