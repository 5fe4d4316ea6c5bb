"""Apache Kafka for tests: its Java machine starts at a third of the cost, because what starts often runs briefly.

Of 6.7 s of processor time until a fresh broker serves, half was compiling what is used for a minute at most, and half
of the rest was reading classes out of their jars. So only the first compiler is used, and the classes come from an
archive (JEP 350) that is made once.
"""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import tempfile
from pathlib import Path

from deploy.local.apache_broker import ApacheBroker, kafka_version
from deploy.local.programs import PROJECT

JARS = PROJECT / "var" / "kafka"
BRIEF = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
"""For a machine that runs for minutes: no second compiler, and no threads that collect garbage beside it."""


def brief() -> list[str]:
    """Options of the Java machine for a broker of a test; they make it slower, so nothing is measured with them."""
    archive = _archive()
    return [*BRIEF, f"-XX:SharedArchiveFile={archive}"] if archive.exists() else BRIEF


def _archive() -> Path:
    """The classes that a broker loads, of this Java and these jars; written by one that ends in order.

    A Java that came without an archive of its own classes writes none.
    """
    java = subprocess.run(["java", "-version"], capture_output=True, check=True).stderr
    archive = JARS / f"classes-{kafka_version()}-{hashlib.sha256(java).hexdigest()[:8]}.jsa"
    JARS.mkdir(parents=True, exist_ok=True)
    with (JARS / "classes.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of tests that start together, one makes it
        if not archive.exists():
            with tempfile.TemporaryDirectory(dir=JARS) as folder:
                made = Path(folder) / archive.name
                broker = ApacheBroker(Path(folder) / "kafka", jars_directory=JARS)
                broker.java_options += [*BRIEF, f"-XX:ArchiveClassesAtExit={made}"]
                try:
                    broker.start()
                    broker.stop()
                finally:
                    broker.kill()
                if made.exists():
                    made.rename(archive)
    return archive
