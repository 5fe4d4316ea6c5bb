#!/usr/bin/env bash
# One would guess: the national holidays of Brazil are the same in every library.
#
# What is so: workalendar has neither 20 November, a national holiday since 2024, nor Good Friday, but Easter
# Sunday; holidays and date-holidays have both. A term of working days, as job adverts have them, ends on another
# day.
#
# Source: Law 14.759 of 21 December 2023 (20 November). workalendar 17.0.0, america/brazil.py lines 28 and 35.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'holidays==0.109' 'workalendar==17.0.0'
npm install --silent --no-audit --no-fund --prefix . 'date-holidays@3.37.0'
cat > days.js <<'EOF'
const Holidays = require("date-holidays");
const days = new Holidays("BR").getHolidays(2027).filter((day) => day.type === "public").map((day) => day.date.slice(0, 10));
console.log(days.join("\n"));
EOF
node days.js > days.txt
venv/bin/python - <<'EOF'
import datetime, importlib.metadata
import holidays
from workalendar.america import Brazil

found = {
    f"holidays {importlib.metadata.version('holidays')}": {str(day) for day in holidays.Brazil(years=2027)},
    f"workalendar {importlib.metadata.version('workalendar')}": {str(day) for day, _ in Brazil().holidays(2027)},
    "date-holidays (npm) 3.37.0": set(open("days.txt").read().split()),
}
asked = {"Good Friday": "2027-03-26", "Easter Sunday": "2027-03-28", "20 November": "2027-11-20"}
has = []
for name, days in found.items():
    has.append({what: day in days for what, day in asked.items()})
    print(name, has[-1])
end = Brazil().add_working_days(datetime.date(2027, 3, 24), 2)
print("two working days after 24 March 2027, by workalendar:", end)
assert [list(one.values()) for one in has] == [[True, False, True], [False, True, False], [True, False, True]]
assert end == datetime.date(2027, 3, 26)
EOF
