#!/usr/bin/env bash
# One would guess: a parser of Brazilian numbers that is given "3.5" reads 3.5 or refuses it, as a group of thousands has three digits.
#
# What is so: babel takes the points out wherever they stand: 3.5 years of experience are 35, and 10.5 are 105. So does Java's
# NumberFormat. Only babel's strict=True refuses it.
#
# Source: babel 2.19.0, numbers.py, parse_decimal: strict is False by default. Java 17, DecimalFormat.parse: grouping separators are passed over,
# not counted.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'babel==2.19.0'
cat > Years.java <<'EOF'
import java.text.NumberFormat;
import java.util.Locale;

public class Years {
  public static void main(String[] texts) throws Exception {
    for (String text : texts) System.out.println(NumberFormat.getInstance(new Locale("pt", "BR")).parse(text));
  }
}
EOF
java Years.java 3,5 1.500,50 3.5 10.5 > java.txt
venv/bin/python - <<'EOF'
import babel
from babel.numbers import NumberFormatError, parse_decimal

def strict(text):
    try:
        return float(parse_decimal(text, locale="pt_BR", strict=True))
    except NumberFormatError:
        return None

print("babel", babel.__version__, "and Java 17")
found = []
for text, java in zip(("3,5", "1.500,50", "3.5", "10.5"), open("java.txt").read().split()):
    found.append((float(parse_decimal(text, locale="pt_BR")), float(java), strict(text)))
    print(f"{text}: babel {found[-1][0]}, Java {java}, babel with strict=True {found[-1][2]}")
assert found == [(3.5, 3.5, 3.5), (1500.5, 1500.5, 1500.5), (35.0, 35.0, None), (105.0, 105.0, None)], found
EOF
