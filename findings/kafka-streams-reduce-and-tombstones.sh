#!/usr/bin/env bash
# One would guess: in Kafka Streams the latest value of each key is the same by groupByKey().reduce() and by toTable(): both are tables, and a
# null deletes.
#
# What is so: reduce, as count and aggregate, skips a record whose value is null, so the person who was deleted stays in its table; toTable
# deletes. What is said of it is a line in the log and a count of dropped records. A reducer may delete: it returns null itself.
#
# Source: Kafka Streams 4.3.1, Javadoc of KGroupedStream: "Records with null key or value are ignored", and of its Reducer: null deletes;
# kstream/internals/KStreamReduce.java, lines 101 to 117.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > pom.xml <<'EOF'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>f</groupId><artifactId>f</artifactId><version>1</version><packaging>pom</packaging><dependencies>
<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-streams-test-utils</artifactId><version>4.3.1</version></dependency>
</dependencies></project>
EOF
mvn -q -B dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=jars >/dev/null
cat > Latest.java <<'EOF'
import java.util.Properties;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;

public class Latest {
  static final Serde<String> TEXT = Serdes.String();

  public static void main(String[] arguments) {
    var builder = new StreamsBuilder();
    var people = builder.stream("people", Consumed.with(TEXT, TEXT));
    people.toTable(Materialized.as("toTable"));
    var each = people.groupByKey(Grouped.with(TEXT, TEXT));
    each.reduce((old, latest) -> latest, Materialized.as("reduce"));
    each.reduce((old, latest) -> latest.equals("left") ? null : latest, Materialized.as("null-by-the-reducer"));
    each.count(Materialized.as("count"));
    var settings = new Properties();
    settings.put("application.id", "latest");
    settings.put("bootstrap.servers", "localhost:9092");
    settings.put("default.key.serde", Serdes.StringSerde.class);
    settings.put("default.value.serde", Serdes.StringSerde.class);
    try (var driver = new TopologyTestDriver(builder.build(), settings)) {
      var topic = driver.createInputTopic("people", TEXT.serializer(), TEXT.serializer());
      for (String value : new String[] {"Ana", null, "left"}) {
        topic.pipeInput("7", value);
        System.out.print("after " + value + ":");
        for (String store : new String[] {"toTable", "reduce", "count", "null-by-the-reducer"}) {
          System.out.print(" " + store + " " + driver.getKeyValueStore(store).get("7") + ";");
        }
        System.out.println();
      }
      var dropped = driver.metrics().values().stream().filter(one -> one.metricName().name().equals("dropped-records-total"));
      System.out.println("dropped records " + dropped.mapToDouble(one -> (double) one.metricValue()).sum());
    }
  }
}
EOF
found=$(java -cp 'jars/*' Latest.java 2>/dev/null)
echo "kafka-streams 4.3.1"
echo "$found"
[[ $found == 'after Ana: toTable Ana; reduce Ana; count 1; null-by-the-reducer Ana;
after null: toTable null; reduce Ana; count 1; null-by-the-reducer Ana;
after left: toTable left; reduce left; count 2; null-by-the-reducer null;
dropped records 3.0' ]]
