#!/usr/bin/env bash
# One would guess: Kafka Connect's TimestampConverter, told that a time has six digits behind the point, reads half a second as half a second.
#
# What is so: it takes the digits for so many milliseconds: 10:00:00.500000 is eight minutes and twenty seconds later, without an error, and
# 10:00:00.5 is five milliseconds later. So of two revisions of a job the older may come out as the newer. Written with six digits, half a
# second is .000500.
#
# Source: confluentinc/kafka-connect-jdbc, issues 1497 and 1532, and apache/kafka, pull request 23432 (KAFKA-10561): the transform uses Java's
# SimpleDateFormat, whose S is a number of milliseconds.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > pom.xml <<'EOF'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>f</groupId><artifactId>f</artifactId><version>1</version><packaging>pom</packaging>
<dependencies><dependency><groupId>org.apache.kafka</groupId><artifactId>connect-transforms</artifactId><version>4.3.1</version></dependency></dependencies>
</project>
EOF
mvn -q -B dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=jars >/dev/null
cat > Moment.java <<'EOF'
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.TimestampConverter;

public class Moment {
  static Object converted(String target, Object value) {
    TimestampConverter<SourceRecord> converter = new TimestampConverter.Value<>();
    converter.configure(Map.of("target.type", target, "format", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSX"));
    return converter.apply(new SourceRecord(null, null, "jobs", null, null, null, value)).value();
  }

  public static void main(String[] texts) {
    for (String text : texts) {
      System.out.println(text + " read as " + ((Date) converted("Timestamp", text)).toInstant());
    }
    String half = "2026-05-04T10:00:00.500Z";
    System.out.println(half + " written as " + converted("string", Date.from(Instant.parse(half))));
  }
}
EOF
cat > expected.txt <<'EOF'
2026-05-04T10:00:00.500000Z read as 2026-05-04T10:08:20Z
2026-05-04T10:00:01.000000Z read as 2026-05-04T10:00:01Z
2026-05-04T10:00:00.5Z read as 2026-05-04T10:00:00.005Z
2026-05-04T10:00:00.500Z written as 2026-05-04T10:00:00.000500Z
EOF
echo "connect-transforms 4.3.1, yyyy-MM-dd'T'HH:mm:ss.SSSSSSX:"
java -cp 'jars/*' Moment.java 2026-05-04T10:00:00.500000Z 2026-05-04T10:00:01.000000Z 2026-05-04T10:00:00.5Z 2>/dev/null | tee found.txt
cmp found.txt expected.txt
