#!/usr/bin/env bash
# One would guess: a record whose value is empty and one whose value is null, which deletes in a compacted topic, are two things to every
# client, as they are in the protocol.
#
# What is so: segmentio's kafka-go writes the two apart and reads both as nil. franz-go and sarama read what kafka-go wrote as it is. So a
# cache in kafka-go that deletes where the value is nil deletes what the topic keeps, and one that forwards records makes tombstones. An
# empty key, which has a partition of its own, becomes no key likewise.
#
# Source: Kafka protocol, record: a length of -1 is null, 0 is empty. kafka-go 0.4.51, read.go, readNewBytes: bytes are made
# where the length is above 0 alone. The broker is franz-go's own stand-in, kfake.
set -euo pipefail
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
cat > go.mod <<'EOF'
module finding

go 1.26

require (
	github.com/IBM/sarama v1.61.1
	github.com/segmentio/kafka-go v0.4.51
	github.com/twmb/franz-go v1.22.3
	github.com/twmb/franz-go/pkg/kfake v0.0.0-20260918054303-01f206a7e32c
)
EOF
cat > main.go <<'EOF'
package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/IBM/sarama"
	"github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func shown(key, value []byte) string {
	parts := []string{"null", "null"}
	for i, bytes := range [][]byte{key, value} {
		if bytes != nil {
			parts[i] = fmt.Sprintf("%q", bytes)
		}
	}
	return strings.Join(parts, ":")
}

func main() {
	limit, stop := context.WithTimeout(context.Background(), 2*time.Minute)
	defer stop()
	cluster := must(kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, "jobs")))
	defer cluster.Close()
	brokers := cluster.ListenAddrs()
	writer := &kafka.Writer{Addr: kafka.TCP(brokers...), Topic: "jobs", BatchTimeout: time.Millisecond}
	records := []kafka.Message{{Key: []byte("a")}, {Key: []byte("b"), Value: []byte{}}, {Key: []byte{}, Value: []byte("c")}, {Value: []byte("d")}}
	must(0, writer.WriteMessages(limit, records...))
	found := map[string][]string{}

	franz := must(kgo.NewClient(kgo.SeedBrokers(brokers...), kgo.ConsumeTopics("jobs"), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart())))
	for len(found["franz-go"]) < len(records) && limit.Err() == nil {
		franz.PollFetches(limit).EachRecord(func(record *kgo.Record) {
			found["franz-go"] = append(found["franz-go"], shown(record.Key, record.Value))
		})
	}
	partition := must(must(sarama.NewConsumer(brokers, nil)).ConsumePartition("jobs", 0, 0))
	reader := kafka.NewReader(kafka.ReaderConfig{Brokers: brokers, Topic: "jobs"})
	for range records {
		message := must(reader.ReadMessage(limit))
		found["kafka-go"] = append(found["kafka-go"], shown(message.Key, message.Value))
		select {
		case other := <-partition.Messages():
			found["sarama"] = append(found["sarama"], shown(other.Key, other.Value))
		case <-limit.Done():
		}
	}
	fmt.Println("kafka-go 0.4.51, franz-go 1.22.3, sarama 1.61.1; key:value of four records that kafka-go wrote")
	for _, name := range []string{"franz-go", "sarama", "kafka-go"} {
		fmt.Println(name, strings.Join(found[name], "  "))
	}
	right := `["a":null "b":"" "":"c" null:"d"]`
	if fmt.Sprint(found["franz-go"]) != right || fmt.Sprint(found["sarama"]) != right || fmt.Sprint(found["kafka-go"]) != `["a":null "b":null null:"c" null:"d"]` {
		os.Exit(1)
	}
}
EOF
GOFLAGS=-mod=mod go run . 2>/dev/null
