"""The program `python -m data.synthetic`: writes a synthetic folder in the raw schema."""

from __future__ import annotations

import argparse
from pathlib import Path

from data.synthetic.folder import generate


def main(arguments: list[str] | None = None) -> None:
    """Read the command line and write the folder."""
    parser = argparse.ArgumentParser(prog="python -m data.synthetic", description=__doc__)
    parser.add_argument("--jobs", type=int, default=2000, help="how many jobs; applicants are 3.5 times as many")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same bytes")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write")
    given = parser.parse_args(arguments)
    if given.jobs < 1:
        parser.error(f"--jobs {given.jobs}: ask for one job or more")
    generate(given.jobs, given.seed, given.out)
    print(f"{given.out}: {given.jobs} jobs, seed {given.seed}")


if __name__ == "__main__":
    main()
