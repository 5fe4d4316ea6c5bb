"""Clients that are compiled: Java's with Maven's jars, Go's with its modules; how each is run."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from tests.deploy.servers import program

HERE = Path(__file__).parent
JARS = (
    Path(__file__).resolve().parents[4]
    / "var"
    / f"pushes-{hashlib.sha256((HERE / 'pom.xml').read_bytes()).hexdigest()[:12]}"
)
SECONDS = 300.0


def java(source: Path, folder: Path) -> list[str]:
    """Compile a class and return the command that runs it: by Eclipse's compiler, for a machine may have no JDK."""
    jars = f"{_jars()}/*"
    compiler = ["org.eclipse.jdt.internal.compiler.batch.Main", "-17", "-proc:none", "-cp", _each(), "-d", str(folder)]
    subprocess.run([program("java"), "-cp", jars, *compiler, str(source)], check=True, timeout=SECONDS)
    return [program("java"), "-cp", f"{folder}{os.pathsep}{jars}", source.stem]


def go(source: Path, folder: Path) -> list[str]:
    """Build a program, and return the command that runs it."""
    made = folder / source.stem
    made.mkdir()
    for file in (source, HERE / "go" / "go.mod", HERE / "go" / "go.sum"):
        shutil.copy(file, made)
    environment = os.environ | {"GOTOOLCHAIN": "local", "GOFLAGS": "-mod=readonly"}
    command = [program("go"), "build", "-o", str(made / "client"), source.name]
    subprocess.run(command, cwd=made, env=environment, check=True, timeout=SECONDS)
    return [str(made / "client")]


@cache
def has_go() -> bool:
    """Whether Go is here, and as new as the client asks for: Debian 12 has 1.19, which builds none of today's."""
    wanted = next(line for line in (HERE / "go" / "go.mod").read_text().splitlines() if line.startswith("go "))
    if not shutil.which("go"):
        return False
    said = subprocess.run(["go", "env", "GOVERSION"], capture_output=True, text=True, check=True, cwd="/").stdout
    return _numbers(said.strip().removeprefix("go")) >= _numbers(wanted.removeprefix("go "))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(maxsplit=1)[0].split(".")[:2])


def _jars() -> Path:
    JARS.parent.mkdir(exist_ok=True)
    with JARS.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not JARS.exists():
            with tempfile.TemporaryDirectory(dir=JARS.parent) as temporary:
                made = Path(temporary) / "made"
                command = ["-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies"]
                subprocess.run([program("mvn"), *command, f"-DoutputDirectory={made}"], check=True, timeout=SECONDS)
                made.rename(JARS)
    return JARS


def _each() -> str:
    """The compiler knows no folders of jars."""
    return os.pathsep.join(map(str, sorted(_jars().glob("*.jar"))))
