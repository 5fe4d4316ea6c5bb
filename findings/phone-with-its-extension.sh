#!/usr/bin/env bash
# One would guess: Google's phone library reads a Brazilian number with its extension, as a CV has it, or says that it can't.
#
# What is so: it knows "ext." and not the Portuguese word "ramal". Three letters or more are read as the keys of a telephone, so
# "ramal 12" becomes 72625 12 behind the number: 17 digits, without an error, and not valid. So is a number with the name of the person who
# answers. libphonenumber-js gives nothing for "ramal". What searches for numbers in a text, PhoneNumberMatcher, finds the number and
# leaves the extension out.
#
# Source: phonenumbers 9.0.43, phonenumberutil.py, _create_extn_pattern ("ext", the Spanish "anexo", "int" and others), and _normalize: what
# has three letters or more is converted by the keypad.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'phonenumbers==9.0.43'
npm install --silent --no-audit --no-fund --prefix . 'libphonenumber-js@1.13.16'
venv/bin/python - <<'EOF'
import phonenumbers
print("phonenumbers", phonenumbers.__version__)
found = {}
for text in ("(11) 3333-4444 ext. 12", "(11) 3333-4444 ramal 12", "(11) 3333-4444 Maria"):
    number = phonenumbers.parse(text, "BR")
    found[text] = (number.national_number, number.extension, phonenumbers.is_valid_number(number))
    searched = [(match.number.national_number, match.number.extension) for match in phonenumbers.PhoneNumberMatcher(text, "BR")]
    print(f"{text}: {found[text][0]}, extension {found[text][1]}, valid: {found[text][2]}; searched for: {searched}")
    assert searched == [(1133334444, "12" if "ext" in text else None)]
assert list(found.values()) == [(1133334444, "12", True), (11333344447262512, None, False), (113333444462742, None, False)], found
EOF
node - <<'EOF'
const { parsePhoneNumberFromString: parse } = require("libphonenumber-js/max");
console.log("libphonenumber-js", require("libphonenumber-js/package.json").version);
const found = ["ext. 12", "ramal 12"].map((end) => {
  const number = parse(`(11) 3333-4444 ${end}`, "BR");
  const told = number ? `${number.nationalNumber}, extension ${number.ext}, valid: ${number.isValid()}` : "nothing";
  console.log(`(11) 3333-4444 ${end}: ${told}`);
  return told;
});
process.exit(found[0] === "1133334444, extension 12, valid: true" && found[1] === "nothing" ? 0 : 1);
EOF
