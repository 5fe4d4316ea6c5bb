"""The committed rules, with shorter times: what an alert waits for is divided, so that a test can wait for it.

`for` and windows alone are changed, to a thirtieth, but to no less than ten seconds, and no more than sixty for a
window and fifteen for a `for`. What a rule compares with (60 seconds of age, ten letters) stays as it is.
"""

from __future__ import annotations

import re
from pathlib import Path

FACTOR = 30
SHORTEST, LONGEST, LONGEST_FOR = 10.0, 60.0, 15.0
SCRAPED = "3s"
"""PostgreSQL's exporter needs over a second to say that it is away."""
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def shortened(duration: str, longest: float = LONGEST) -> str:
    """A duration of a rule, shortened."""
    seconds = int(duration[:-1]) * _SECONDS[duration[-1]] / FACTOR
    return f"{min(max(seconds, SHORTEST), longest):.0f}s"


def rules(text: str) -> str:
    """A file of rules with `for` and windows shortened."""
    text = re.sub(r"(?m)^( +for: )(\d+[smhd])$", lambda found: found[1] + shortened(found[2], LONGEST_FOR), text)
    text = re.sub(r"\[(\d+[smhd])\]", lambda found: f"[{shortened(found[1])}]", text)
    return re.sub(r"\boffset (\d+[smhd])", lambda found: f"offset {shortened(found[1])}", text)


def configure(folder: Path) -> None:
    """Shorten the rules in a folder of Prometheus's configuration, and have it look more often."""
    alerts = folder / "alerts.yml"
    alerts.write_text(rules(alerts.read_text(encoding="utf-8")), encoding="utf-8")
    configuration = folder / "prometheus.yml"
    text = configuration.read_text(encoding="utf-8")
    assert text.count("_interval: 10s") >= 2
    configuration.write_text(re.sub(r"_interval: (?:10s|1m)", f"_interval: {SCRAPED}", text), encoding="utf-8")
