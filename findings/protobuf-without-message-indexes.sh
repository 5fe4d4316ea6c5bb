#!/usr/bin/env bash
# One would guess: an event that one client of a schema registry writes as Protobuf is read by another.
#
# What is so: between the schema's number and the message stand the indexes that say which message of the schema it is. The
# client of the kafkajs project leaves them out, and confluent-kafka takes the first bytes of the message for them: it fails, with an
# EOFError or a SerializationError, as the bytes have it. Where they are there, for the schema's first message, kafkajs's drops
# them as leading zeros; for the second it fails likewise. Avro and JSON are written alike.
#
# Source: Confluent, Schema Registry, serializers, wire format: message indexes, for Protobuf alone, with one 0 for the first
# message. @kafkajs/confluent-schema-registry 3.9.0, dist/ProtoSchema.js, toBuffer and trimStart; its issues 152 and 248.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'confluent-kafka[schemaregistry,protobuf]==2.16.1'
npm install --silent --no-audit --no-fund --prefix . '@kafkajs/confluent-schema-registry@3.9.0'
cat > node.js <<'EOF'
// Writes two events, then reads what Python wrote of the first and of the second message of the schema.
const { SchemaRegistry, SchemaType } = require("@kafkajs/confluent-schema-registry");
const schema = 'syntax = "proto3"; message Job { string id = 1; string title = 2; } message Person { string id = 1; string title = 2; }';
const answers = { "/schemas/ids/1": { schemaType: "PROTOBUF", schema }, "/config": { compatibilityLevel: "BACKWARD" } };
const stub = require("http").createServer((request, answer) => {
  const path = Object.keys(answers).find((one) => request.url.startsWith(one));
  answer.setHeader("content-type", "application/json");
  answer.end(JSON.stringify(path ? answers[path] : { id: 1 }));
});
stub.listen(0, "127.0.0.1", async () => {
  const registry = new SchemaRegistry({ host: `http://127.0.0.1:${stub.address().port}` });
  const { id } = await registry.register({ type: SchemaType.PROTOBUF, schema }, { subject: "jobs-value" });
  const written = [];
  for (const event of [{ id: "7", title: "Analista" }, { title: "x" }]) written.push((await registry.encode(id, event)).toString("hex"));
  const read = [];
  for (const hex of process.argv.slice(2)) {
    try { read.push((await registry.decode(Buffer.from(hex, "hex"))).toJSON()); } catch (error) { read.push(`${error.name}: ${error.message}`); }
  }
  console.log(JSON.stringify([written, read]));
  stub.close();
});
EOF
venv/bin/python -W ignore - <<'EOF'
import importlib.metadata, json, subprocess

from confluent_kafka.schema_registry.protobuf import ProtobufDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

file = descriptor_pb2.FileDescriptorProto(name="job.proto", syntax="proto3")
for name in ("Job", "Person"):
    message = file.message_type.add(name=name)
    for number, field in enumerate(("id", "title"), 1):
        message.field.add(name=field, number=number, type="TYPE_STRING", label="LABEL_OPTIONAL")
pool = descriptor_pool.DescriptorPool()
pool.Add(file)
Job = message_factory.GetMessageClass(pool.FindMessageTypeByName("Job"))
read = ProtobufDeserializer(Job, {"use.deprecated.format": False})
job = Job(id="7", title="Analista").SerializeToString()
FRAME, FIRST, SECOND = bytes([0, 0, 0, 0, 1]), bytes([0]), bytes([2, 2])
sent = [(FRAME + indexes + job).hex() for indexes in (FIRST, SECOND)]
written, by_node = json.loads(subprocess.run(["node", "node.js", *sent], check=True, capture_output=True, text=True).stdout)
print("@kafkajs/confluent-schema-registry 3.9.0 reads of confluent-kafka, first and second message:", *by_node, sep="\n  ")
assert by_node[0] == {"id": "7", "title": "Analista"} and "Error" in by_node[1]
assert bytes.fromhex(written[0]) == FRAME + job
for text in written:
    try:
        answer = read(bytes.fromhex(text), SerializationContext("jobs", MessageField.VALUE))
        raise SystemExit(f"read: {answer}")
    except Exception as error:
        print(f"confluent-kafka {importlib.metadata.version('confluent-kafka')} of {text}: {type(error).__name__}: {error}")
assert read((FRAME + FIRST + job), SerializationContext("jobs", MessageField.VALUE)).title == "Analista"
EOF
