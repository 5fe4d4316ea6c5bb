#!/usr/bin/env bash
# One would guess: libraries that count the months of a job count the same, or each by one rule: from the end of a month to the end of the next
# shorter one is a month, or it isn't.
#
# What is so: it is for luxon, dayjs and dateutil, and isn't for Java. date-fns has both rules: 31 August to 30 September is a month, 31 August to
# 30 November are two, where the others but Java say three, and to 29 February it is six again. A must-have of three months is met by
# the one and not by the other.
#
# Source: date-fns 4.4.0, differenceInMonths: of the last day of a month the rest counts where the difference is one month, and 28 and 29
# February count as the 30th. Luxon, DateTime.diff, and Java's Period.between: years, months, then days.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'python-dateutil==2.9.0.post0'
npm install --silent --no-audit --no-fund --prefix . 'date-fns@4.4.0' 'luxon@3.7.2' 'dayjs@1.11.23'
cat > Months.java <<'EOF'
import java.time.LocalDate;
import java.time.Period;

public class Months {
  public static void main(String[] days) {
    System.out.print(Period.between(LocalDate.parse(days[0]), LocalDate.parse(days[1])).toTotalMonths());
  }
}
EOF
cat > months.mjs <<'EOF'
import { differenceInMonths } from "date-fns";
import dayjs from "dayjs";
import { DateTime } from "luxon";
const [first, last] = process.argv.slice(2);
const fns = differenceInMonths(new Date(`${last}T00:00`), new Date(`${first}T00:00`));
const luxon = Math.trunc(DateTime.fromISO(last).diff(DateTime.fromISO(first), "months").months);
console.log(`date-fns ${fns}, luxon ${luxon}, dayjs ${dayjs(last).diff(first, "month")}`);
EOF
echo "date-fns 4.4.0, luxon 3.7.2, dayjs 1.11.23, Java 17, dateutil 2.9.0"
found=
while read -r first last; do
  dateutil=$(venv/bin/python -c '
import datetime, sys
from dateutil.relativedelta import relativedelta
first, last = map(datetime.date.fromisoformat, sys.argv[1:])
print(relativedelta(last, first).months)' "$first" "$last")
  line="$first to $last: $(TZ=UTC node months.mjs "$first" "$last"), Java $(java Months.java "$first" "$last"), dateutil $dateutil"
  echo "$line"
  found="$found$line"$'\n'
done <<'EOF'
2024-01-31 2024-02-29
2023-08-31 2023-09-30
2023-08-31 2023-11-30
2023-08-31 2024-02-29
EOF
[[ $found == '2024-01-31 to 2024-02-29: date-fns 1, luxon 1, dayjs 1, Java 0, dateutil 1
2023-08-31 to 2023-09-30: date-fns 1, luxon 1, dayjs 1, Java 0, dateutil 1
2023-08-31 to 2023-11-30: date-fns 2, luxon 3, dayjs 3, Java 2, dateutil 3
2023-08-31 to 2024-02-29: date-fns 6, luxon 6, dayjs 6, Java 5, dateutil 6
' ]]
