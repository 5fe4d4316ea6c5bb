#!/usr/bin/env bash
# One would guess: a field that Kafka Connect reads as null from a table, as where somebody took their salary back, is null in the topic's
# JSON.
#
# What is so: where the field's schema has a default, as a column with a default has in a change feed, Connect's JsonConverter
# writes the default in place of the null, without a word: who asks for nothing asks for 3000. So does the record in memory: get() answers
# the default and getInt32() null. With replace.null.with.default=false the null is a null.
#
# Source: KIP-581, and the setting of JsonConverter, replace.null.with.default, true by default. Kafka, Connect's Javadoc of Struct,
# get: the default where the value is null.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > pom.xml <<'EOF'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>f</groupId><artifactId>f</artifactId><version>1</version><packaging>pom</packaging>
<dependencies><dependency><groupId>org.apache.kafka</groupId><artifactId>connect-json</artifactId><version>4.3.1</version></dependency></dependencies>
</project>
EOF
mvn -q -B dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=jars >/dev/null
cat > Convert.java <<'EOF'
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;

public class Convert {
  static final Schema PERSON = SchemaBuilder.struct().field("id", Schema.STRING_SCHEMA)
      .field("salary", SchemaBuilder.int32().optional().defaultValue(3000).build()).build();
  static final Struct TAKEN_BACK = new Struct(PERSON).put("id", "7").put("salary", null);

  static String written(Map<String, String> settings) {
    JsonConverter converter = new JsonConverter();
    converter.configure(settings, false);
    return new String(converter.fromConnectData("people", PERSON, TAKEN_BACK));
  }

  public static void main(String[] arguments) {
    System.out.println("by default " + written(Map.of("schemas.enable", "false")));
    System.out.println("told not to " + written(Map.of("schemas.enable", "false", "replace.null.with.default", "false")));
    System.out.println("get " + TAKEN_BACK.get("salary") + ", getInt32 " + TAKEN_BACK.getInt32("salary"));
  }
}
EOF
found=$(java -cp 'jars/*' Convert.java 2>/dev/null)
echo "connect-json 4.3.1, salary null:"
echo "$found"
[[ $found == 'by default {"id":"7","salary":3000}
told not to {"id":"7","salary":null}
get 3000, getInt32 null' ]]
