#!/usr/bin/env bash
# One would guess: an element of XML whose schema says that it is a text, as HR-XML's telephone and postal code are, is a text where XML is
# made into an object.
#
# What is so: fast-xml-parser makes a number of whatever looks like one: the telephone loses its plus, the postal code 01310 and ISCO's 0110 their
# zero, and the id 1E5 is 100000. Written out again, the document is another. xml2js and Python's xmltodict leave texts; fast-xml-parser too
# with parseTagValue: false.
#
# Source: fast-xml-parser 5.12.1, xmlparser/OptionsBuilder.js: parseTagValue is true, and so are numberParseOptions' leadingZeros. HR-XML
# 3, FormattedNumber and PostalCode are texts; ILO, ISCO-08: 0110 is commissioned armed forces officers.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'xmltodict==1.0.4'
npm install --silent --no-audit --no-fund --prefix . 'fast-xml-parser@5.12.1' 'xml2js@0.6.2'
cat > candidate.xml <<'EOF'
<Candidate><FormattedNumber>+5511999990000</FormattedNumber><PostalCode>01310</PostalCode><Isco>0110</Isco><Id>1E5</Id></Candidate>
EOF
cat > read.mjs <<'EOF'
import { readFileSync } from "node:fs";
import { XMLBuilder, XMLParser } from "fast-xml-parser";
import { parseStringPromise } from "xml2js";
const text = readFileSync("candidate.xml", "utf8").trim();
const as = (options) => JSON.stringify(new XMLParser(options).parse(text).Candidate);
const other = JSON.stringify((await parseStringPromise(text, { explicitArray: false })).Candidate);
const again = new XMLBuilder().build(new XMLParser().parse(text));
console.log("fast-xml-parser 5.12.1", as({}), "- with parseTagValue: false", as({ parseTagValue: false }));
console.log("xml2js 0.6.2", other);
console.log("written again by fast-xml-parser", again);
const kept = '{"FormattedNumber":"+5511999990000","PostalCode":"01310","Isco":"0110","Id":"1E5"}';
const changed = '{"FormattedNumber":5511999990000,"PostalCode":1310,"Isco":110,"Id":100000}';
process.exit(as({}) === changed && as({ parseTagValue: false }) === kept && other === kept && again !== text ? 0 : 1);
EOF
node read.mjs
venv/bin/python - <<'EOF'
import importlib.metadata
import xmltodict

found = xmltodict.parse(open("candidate.xml").read())["Candidate"]
print("xmltodict", importlib.metadata.version("xmltodict"), found)
assert list(found.values()) == ["+5511999990000", "01310", "0110", "1E5"]
EOF
