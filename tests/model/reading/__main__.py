"""Prints how well the reader reads the corpus: ``python -m tests.model.reading [--faults]``."""

from __future__ import annotations

import argparse
import math

from model.registry import Registry
from model.scoring.scorer import Scorer
from tests.model.reading.corpus import PARTS, rows
from tests.model.reading.judge import Fault, Judge, Tally
from tests.trained import shared

SYNTHETIC_JOBS = 80
"""What is read does not depend on what was learned: the smallest model will do."""


def main() -> None:
    """Print a table for each part, and the faults of the development part where they are asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.model.reading", description=__doc__)
    parser.add_argument("--faults", action="store_true", help="also every fault in the development part")
    asked = parser.parse_args()
    judge = Judge(Scorer.load(Registry(shared() / "registry").resolve("champion")))
    for part in PARTS:
        tallies, faults = judge.judge(rows(part))
        print(f"\n### {part}\n\n{table(tallies)}")
        if asked.faults and part == "development":
            print("\n".join(map(_line, faults)))


def table(tallies: dict[str, Tally]) -> str:
    """Rows, precision, recall and the share of rows without a fault, by kind and in all, as Markdown."""
    total = Tally()
    for tally in tallies.values():
        total.add(tally)
    lines = ["| kind | texts | precision | recall | texts without a fault |", "|---|---|---|---|---|"]
    for kind, tally in [*tallies.items(), ("**all**", total)]:
        shares = (tally.precision, tally.recall, tally.faultless / tally.rows)
        lines.append(f"| {kind} | {tally.rows} | " + " | ".join(map(_share, shares)) + " |")
    return "\n".join(lines)


def _share(share: float) -> str:
    return "-" if math.isnan(share) else f"{share:.2f}"


def _line(fault: Fault) -> str:
    row, what = fault.row, "missed" if fault.missed else "wrongly read"
    return f"{row.kind}: {what} {fault.what!r} in {row.text!r} ({row.field})"


if __name__ == "__main__":
    main()
