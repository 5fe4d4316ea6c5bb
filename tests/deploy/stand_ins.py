"""Small programs in the place of Matchstream's own, to test the stack around them."""

from __future__ import annotations

import textwrap

SERVICE = """
import http.server, json, os, signal, sys, urllib.parse
port = int(os.environ[sys.argv[-1]])
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path.startswith("/exit/"):
            os._exit(int(self.path.rsplit("/", 1)[1]))
        body = json.dumps({k: v for k, v in os.environ.items() if k.startswith("MATCHSTREAM_")}).encode()
        if self.path == "/metrics":
            body = b"# TYPE matchstream_pairs_scored_total counter\\nmatchstream_pairs_scored_total 6.0\\n"
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *args):
        pass
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
http.server.HTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""

PRODUCERS = """
import json, os, sys, time
from confluent_kafka.admin import AdminClient, NewTopic
admin = AdminClient({"bootstrap.servers": os.environ["MATCHSTREAM_KAFKA_BOOTSTRAP"]})
if sys.argv[1] == "topics":
    partitions = int(os.environ["MATCHSTREAM_PARTITIONS"])
    for created in admin.create_topics([NewTopic("stand-in", partitions, 1)]).values():
        created.result(20)
elif sys.argv[1] == "replay":
    print("replaying", *sys.argv[2:])
    print(json.dumps({"events": 7}))
else:
    time.sleep(600)
"""

SYNTHETIC = """
import pathlib, sys
pathlib.Path(sys.argv[sys.argv.index("--out") + 1]).mkdir()
"""

MODEL = """
import pathlib, sys
assert sys.argv[1] == "train", sys.argv
assert pathlib.Path(sys.argv[sys.argv.index("--data") + 1]).is_dir()
registry = pathlib.Path(sys.argv[sys.argv.index("--registry") + 1])
(registry / "aliases.json").write_text("{}")
print("trained", sys.argv)
"""

VERIFY = """
import json, os
result = {"events_in": 7, "matches": 5, "dead_letters": 0, "missing": 0, "extra": 0,
          "differing": int(os.environ.get("STAND_IN_DIFFERING", "0")), "seconds": 0.1}
print(json.dumps(result))
"""

STREAM_PROCESSOR = f"""
import sys
if sys.argv[1] == "verify":
    exec({VERIFY!r})
else:
    sys.argv.append("MATCHSTREAM_" + sys.argv[1].upper() + "_PORT")
    exec({SERVICE!r})
"""

GATEWAY = f"""
import sys
sys.argv.append("MATCHSTREAM_GATEWAY_PORT")
exec({SERVICE!r})
"""


def write(project):
    """Write the stand-ins as packages into a folder."""
    (project / "data" / "synthetic").mkdir(parents=True)
    (project / "data" / "__init__.py").touch()
    (project / "data" / "synthetic" / "__init__.py").touch()
    (project / "data" / "synthetic" / "__main__.py").write_text(textwrap.dedent(SYNTHETIC), encoding="utf-8")
    programs = {"producers": PRODUCERS, "model": MODEL, "stream_processor": STREAM_PROCESSOR, "gateway": GATEWAY}
    for name, program in programs.items():
        (project / name).mkdir(parents=True)
        (project / name / "__init__.py").touch()
        (project / name / "__main__.py").write_text(textwrap.dedent(program), encoding="utf-8")
    return project
