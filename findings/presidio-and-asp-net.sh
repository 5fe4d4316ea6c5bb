#!/usr/bin/env bash
# One would guess: Presidio, which is to take what is personal out of a CV, leaves the skills where they are.
#
# What is so: its recognizer of addresses takes every word that ends like a domain for one, so ASP.NET, ADO.NET, VB.NET, Socket.IO and
# draw.io are URLs, while Node.js stays, as no domain is called js. A version in four parts is an IP address. Masked before the match, a .NET developer's
# CV has no skill left, and one with `.NET` alone has.
#
# Source: presidio-analyzer 2.2.366, predefined_recognizers, UrlRecognizer: "Non schema URL", a list of endings, score 0.5, and
# IpRecognizer, score 0.6; the analyzer's default threshold is 0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'presidio-analyzer==2.2.366'
venv/bin/python -W ignore - <<'EOF'
import importlib.metadata
from presidio_analyzer.predefined_recognizers import IpRecognizer, UrlRecognizer

print("presidio-analyzer", importlib.metadata.version("presidio-analyzer"))
EXPECTED = {
    "ASP.NET, ADO.NET, VB.NET e Socket.IO": ["ASP.NET", "ADO.NET", "VB.NET", "Socket.IO"],
    "Diagramas com draw.io": ["draw.io"],
    "Node.js, Vue.js e .NET Core": [],
    "Framework 4.7.2.1 em produção": ["4.7.2.1"],
    "Framework 4.7.2 em produção": [],
}
for text, expected in EXPECTED.items():
    found = [one for recognizer in (UrlRecognizer(), IpRecognizer()) for one in recognizer.analyze(text, recognizer.supported_entities, None)]
    print(f"{text!r}:", [(one.entity_type, text[one.start : one.end], one.score) for one in found])
    assert sorted({text[one.start : one.end] for one in found}) == sorted(expected)
EOF
