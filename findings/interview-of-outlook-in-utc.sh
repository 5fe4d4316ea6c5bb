#!/usr/bin/env bash
# One would guess: an invitation that defines its time zone in the file, as every one of Outlook does, is at one moment, whoever reads it.
#
# What is so: Outlook names the zone of São Paulo "E. South America Standard Time", which no list of IANA has, and defines it beside. ics.py
# reads the definition only after the events, finds no such zone and takes UTC, without a word: an interview at nine is at six.
# icalendar, ical.js and node-ical have it at nine. Where the file calls the zone America/Sao_Paulo all four agree.
#
# Source: RFC 5545, 3.2.19 (TZID names a VTIMEZONE of the file). ics 0.7.3, utils.py, iso_to_arrow: UTC for what neither dateutil nor the
# file knows; parsers/parser.py, get_parsers: the parts in the order of their names, in which VEVENT is before VTIMEZONE.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'icalendar==7.3.2' 'ics==0.7.3'
npm install --silent --no-audit --no-fund --prefix . 'ical.js@2.2.1' 'node-ical@0.26.1'
cat > node.js <<'EOF'
const ical = require("ical.js");
const text = require("fs").readFileSync(0, "utf8");
const event = new ical.Event(new ical.Component(ical.parse(text)).getFirstSubcomponent("vevent"));
const other = Object.values(require("node-ical").sync.parseICS(text)).find((part) => part.type === "VEVENT");
console.log(JSON.stringify([event.startDate.toJSDate(), other.start]));
EOF
venv/bin/python -W ignore - <<'EOF'
import datetime, importlib.metadata, json, subprocess

import icalendar, ics

def invitation(zone):
    return f"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//Example//EN
METHOD:REQUEST
BEGIN:VTIMEZONE
TZID:{zone}
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:-0300
TZOFFSETTO:-0300
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:1
DTSTAMP:20260501T120000Z
DTSTART;TZID={zone}:20260504T090000
DTEND;TZID={zone}:20260504T100000
SUMMARY:Entrevista
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")

def moments(zone):
    text = invitation(zone)
    node = subprocess.run(["node", "node.js"], input=text, check=True, capture_output=True, text=True)
    ical_js, node_ical = map(datetime.datetime.fromisoformat, json.loads(node.stdout))
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    (other,) = ics.Calendar(text).events
    found = {"icalendar 7.3.2": event.start, "ical.js 2.2.1": ical_js, "node-ical 0.26.1": node_ical, "ics 0.7.3": other.begin.datetime}
    return {name: moment.astimezone(datetime.UTC).hour for name, moment in found.items()}

assert importlib.metadata.version("ics") == "0.7.3"
for zone, by_ics in (("America/Sao_Paulo", 12), ("E. South America Standard Time", 9)):
    found = moments(zone)
    print(f"nine in {zone} is, in UTC:", found)
    assert list(found.values()) == [12, 12, 12, by_ics]
EOF
