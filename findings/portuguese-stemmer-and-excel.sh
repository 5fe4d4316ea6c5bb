#!/usr/bin/env bash
# One would guess: the name of a tool is a word that a Portuguese stemmer leaves alone, as it is no Portuguese word.
#
# What is so: to RSLP, Lucene's PortugueseStemFilter, `excelente` and `excelência` have the stem excel, so whoever looks for Excel finds
# everyone who is excellent at something. To Snowball's stemmer Redis is rede, a network. Lucene's PortugueseAnalyzer has a lighter one
# by default, which keeps those two apart, and takes the library pandas for a panda, as RSLP and Snowball do.
#
# Source: Orengo and Huyck, "A Stemming Algorithm for the Portuguese Language" (2001), adverb, noun and verb suffixes; Lucene 9.12.3, analysis/pt;
# snowballstem.org/algorithms/portuguese/stemmer.html. A name is kept by SetKeywordMarkerFilter before the stemmer.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > pom.xml <<'EOF'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>f</groupId><artifactId>f</artifactId><version>1</version><packaging>pom</packaging><dependencies>
<dependency><groupId>org.apache.lucene</groupId><artifactId>lucene-analysis-common</artifactId><version>9.12.3</version></dependency>
</dependencies></project>
EOF
mvn -q -B dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=jars >/dev/null
cat > Stems.java <<'EOF'
import java.util.function.Function;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.pt.PortugueseLightStemFilter;
import org.apache.lucene.analysis.pt.PortugueseStemFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.tartarus.snowball.ext.PortugueseStemmer;

public class Stems {
  static String stems(String text, Function<TokenStream, TokenStream> stemmer) throws Exception {
    var words = new StandardTokenizer();
    words.setReader(new java.io.StringReader(text));
    try (var stream = stemmer.apply(new LowerCaseFilter(words))) {
      var found = new StringBuilder();
      stream.reset();
      while (stream.incrementToken()) found.append(' ').append(stream.getAttribute(CharTermAttribute.class));
      return found.toString();
    }
  }

  public static void main(String[] arguments) throws Exception {
    String text = "Excel excelente excelência Redis rede pandas panda";
    System.out.println("RSLP" + stems(text, PortugueseStemFilter::new));
    System.out.println("Snowball" + stems(text, words -> new SnowballFilter(words, new PortugueseStemmer())));
    System.out.println("light" + stems(text, PortugueseLightStemFilter::new));
  }
}
EOF
found=$(java -cp 'jars/*' Stems.java 2>/dev/null)
echo "Lucene 9.12.3: stems of Excel excelente excelência Redis rede pandas panda"
echo "$found"
[[ $found == 'RSLP excel excel excel redil red pand pand
Snowball excel excelent excelent red red pand pand
light excel excelent excelenci redil rede pand pand' ]]
