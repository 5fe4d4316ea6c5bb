"""An applicant's event as the CloudEvents SDKs write it, recorded by `sdks/*.json` with each one's version.

All were given the same event: an id, a source, a type, a subject, a time with microseconds, data of which one member is
null, and an extension `tenant` that is no ASCII. Headers of HTTP are recorded as they went over the wire, each byte as
the character of its number, as servers show them; those of Kafka as UTF-8.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

MODES = ("binary", "structured")
SDKS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent / "sdks").glob("*.json"))
}
EACH = [(name, mode) for name in SDKS for mode in MODES]
APPLICANT = {"id": "31001", "titulo_profissional": "Desenvolvedora Sênior", "conhecimentos_tecnicos": "Java, Spring"}
