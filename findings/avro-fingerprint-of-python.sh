#!/usr/bin/env bash
# One would guess: two of Apache's own Avro libraries give one schema one fingerprint, for that is what the canonical form is for.
#
# What is so: Python's leaves {"type": "long"} behind where a field had a logical type, such as a moment or a decimal, and Java's and
# fastavro write "long". The 64 bits that begin a message of the single-object encoding differ, so a store of schemas by
# fingerprint doesn't know the other's events. Without logical types the three agree.
#
# Source: Avro 1.12 specification, Parsing Canonical Form, [PRIMITIVES]: convert primitive schemas to their simple form. avro (PyPI)
# 1.12.2, avro/schema.py, PrimitiveSchema.to_canonical_json: the name alone only where the schema has no other property.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'avro==1.12.2' 'fastavro==1.13.1'
cat > pom.xml <<'EOF'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>f</groupId><artifactId>f</artifactId><version>1</version><packaging>pom</packaging>
<dependencies><dependency><groupId>org.apache.avro</groupId><artifactId>avro</artifactId><version>1.12.1</version></dependency></dependencies>
</project>
EOF
mvn -q -B dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=jars >/dev/null
cat > Print.java <<'EOF'
import java.util.HexFormat;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

public class Print {
  public static void main(String[] texts) throws Exception {
    for (String text : texts) {
      byte[] bits = SchemaNormalization.parsingFingerprint("CRC-64-AVRO", new Schema.Parser().parse(text));
      System.out.println(HexFormat.of().formatHex(bits));
    }
  }
}
EOF
venv/bin/python - <<'EOF'
import importlib.metadata, json, subprocess

import avro.schema
from fastavro.schema import fingerprint, to_parsing_canonical_form

def job(changed):
    return {"type": "record", "name": "Job", "namespace": "hr", "fields": [{"name": "changed", "type": changed}]}

schemas = {"a long": job("long"), "a moment": job({"type": "long", "logicalType": "timestamp-millis"})}
java = subprocess.run(["java", "-cp", "jars/*", "Print.java", *map(json.dumps, schemas.values())], check=True, capture_output=True, text=True)
for (name, schema), of_java in zip(schemas.items(), java.stdout.split(), strict=True):
    parsed = avro.schema.parse(json.dumps(schema))
    of_python = parsed.fingerprint().hex()
    of_fastavro = fingerprint(to_parsing_canonical_form(schema), "CRC-64-AVRO")
    print(f"{name}: avro (PyPI) {importlib.metadata.version('avro')} {of_python}, avro (Maven) 1.12.1 {of_java},",
          f"fastavro {importlib.metadata.version('fastavro')} {of_fastavro}")
    assert of_java == of_fastavro
    assert (of_python == of_java) == (name == "a long")
print("the canonical form of the second by avro (PyPI):", parsed.canonical_form)
assert '"type":{"type":"long"}' in parsed.canonical_form
EOF
