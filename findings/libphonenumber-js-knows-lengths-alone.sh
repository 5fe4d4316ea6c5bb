#!/usr/bin/env bash
# One would guess: isValid() of libphonenumber-js says what libphonenumber says.
#
# What is so: as it is imported by default it looks at the number of digits alone, and knows no kind of number: a
# Brazilian mobile without its ninth digit and an area code that does not exist are valid, and of no type.
# libphonenumber-js/max answers as the port of Google's library to Python does.
#
# Source: libphonenumber-js, README, the section on "min", "max" and "mobile" metadata.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'phonenumbers==9.0.43'
npm install --silent --no-audit --no-fund --prefix . 'libphonenumber-js@1.13.16'
printf '(11) 9123-4567\n(10) 96123-4567\n(11) 96123-4567\n' > numbers.txt
cat > check.js <<'EOF'
const usual = require("libphonenumber-js"), whole = require("libphonenumber-js/max");
console.log("libphonenumber-js", require("libphonenumber-js/package.json").version);
const found = require("fs").readFileSync("numbers.txt", "utf8").trim().split("\n").map((text) => {
  const [one, other] = [usual, whole].map((parser) => parser.parsePhoneNumberFromString(text, "BR"));
  console.log(`${text}: default ${one.isValid()}, ${one.getType()}; max ${other.isValid()}, ${other.getType()}`);
  return [one.isValid(), typeof one.getType(), other.isValid()].join();
});
process.exit(found.join(" ") === "true,undefined,false true,undefined,false true,undefined,true" ? 0 : 1);
EOF
cat > check.py <<'EOF'
import phonenumbers

print("phonenumbers", phonenumbers.__version__)
texts = open("numbers.txt").read().splitlines()
found = [phonenumbers.is_valid_number(phonenumbers.parse(text, "BR")) for text in texts]
for text, is_valid in zip(texts, found, strict=True):
    print(f"{text}: {is_valid}")
assert found == [False, False, True]
EOF
node check.js
venv/bin/python check.py
