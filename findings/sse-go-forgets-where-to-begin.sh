#!/usr/bin/env bash
# One would guess: a client of server-sent events that is given a header Last-Event-ID keeps it until an event has come.
#
# What is so: tmaxmax/go-sse sends it with the first attempt alone. Where that attempt fails, as while a server starts
# anew, the client tries again by itself, without the header: it begins at now, and what came in between is missed.
#
# Source: go-sse 0.12.0, client_connection.go, resetRequest: from the second attempt on the header is that of the last
# event, and removed where there was none. HTML standard, 9.2.2: the last event id is part of the EventSource, and every
# request has it.
set -euo pipefail
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
cat > go.mod <<'EOF'
module finding

go 1.26

require github.com/tmaxmax/go-sse v0.12.0
EOF
cat > main.go <<'EOF'
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"time"

	"github.com/tmaxmax/go-sse"
)

func main() {
	var asked []string
	ctx, stop := context.WithCancel(context.Background())
	server := httptest.NewServer(http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		asked = append(asked, request.Header.Get("Last-Event-ID"))
		if len(asked) == 1 {
			connection, _, _ := answer.(http.Hijacker).Hijack()
			connection.Close() // cut before any answer
			return
		}
		answer.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(answer, "id: 9\ndata: x\n\n")
		stop()
	}))
	defer server.Close()
	client := sse.Client{Backoff: sse.Backoff{InitialInterval: 10 * time.Millisecond}}
	request, _ := http.NewRequestWithContext(ctx, http.MethodGet, server.URL, nil)
	request.Header.Set("Last-Event-ID", "7")
	client.NewConnection(request).Connect()
	fmt.Printf("Last-Event-ID of each attempt: %q\n", asked)
	if len(asked) < 2 || asked[0] != "7" || asked[1] != "" {
		os.Exit(1)
	}
}
EOF
GOFLAGS=-mod=mod go run .
