#!/usr/bin/env bash
# One would guess: Java reads "mar/2020", as CVs and forms in Brazil have it, by the pattern MMM/yyyy in the language of Brazil.
#
# What is so: since it takes its names from CLDR it knows "mar." alone, with a full stop, and reads none of the twelve months without, in
# whatever case, and doesn't say so but by an exception. luxon, whose names come from CLDR too, reads them with and without, date-fns
# without; and dateparser both.
#
# Source: JEP 252 (CLDR by default since Java 9); CLDR, pt, months, format abbreviated: "mar." luxon 3.7.2, src/impl/tokenParser.js: full
# stops of names may be missing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'dateparser==1.5.0'
npm install --silent --no-audit --no-fund --prefix . 'luxon@3.7.2' 'date-fns@4.4.0'
cat > Months.java <<'EOF'
import java.time.YearMonth;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Locale;

public class Months {
  public static void main(String[] texts) {
    var format = new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern("MMM/yyyy").toFormatter(Locale.forLanguageTag("pt-BR"));
    var months = new ArrayList<Integer>();
    for (String text : texts) {
      try {
        months.add(YearMonth.parse(text, format).getMonthValue());
      } catch (DateTimeParseException error) {
        months.add(0);
      }
    }
    System.out.println(months);
  }
}
EOF
cat > months.js <<'EOF'
const { DateTime } = require("luxon");
const { parse } = require("date-fns");
const { ptBR } = require("date-fns/locale");
const texts = process.argv.slice(2);
console.log(JSON.stringify([
  texts.map((text) => DateTime.fromFormat(text, "MMM/yyyy", { locale: "pt-BR" }).month || 0),
  texts.map((text) => parse(text, "MMM/yyyy", new Date(0), { locale: ptBR }).getMonth() + 1 || 0),
]));
EOF
venv/bin/python -W ignore - <<'EOF'
import json, re, subprocess

import dateparser

NAMES = ["jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"]

def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout

java = re.search(r'version "([^"]+)"', subprocess.run(["java", "-version"], check=True, capture_output=True, text=True).stderr)[1]
ALL, NONE = list(range(1, 13)), [0] * 12
for stop, expected in (("", [NONE, ALL, ALL, ALL]), (".", [ALL, ALL, NONE, ALL])):
    texts = [f"{name}{stop}/2020" for name in NAMES]
    luxon, date_fns = json.loads(run("node", "months.js", *texts))
    parsed = [dateparser.parse(text, languages=["pt"]) for text in texts]
    found = [json.loads(run("java", "Months.java", *texts)), luxon, date_fns, [one.month if one else 0 for one in parsed]]
    counts = [sum(month > 0 for month in months) for months in found]
    print(f"months read of {texts[2]} and its like:", ", ".join(
        f"{name} {count}" for name, count in zip((f"Java {java}", "luxon 3.7.2", "date-fns 4.4.0", "dateparser 1.5.0"), counts)))
    assert found == expected, found
EOF
