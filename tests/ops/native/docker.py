"""A program `docker` that does on the composed stack what the commands of deploy/upgrade.sh ask for.

It hands its command line to the tests' process and prints what that answers.
"""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ops.native.stack import Composed, Replica

_PROGRAM = """#!{python}
import json, socket, sys
with socket.socket(socket.AF_UNIX) as there:
    there.connect({path!r})
    there.sendall(json.dumps(sys.argv[1:]).encode() + b"\\n")
    answer = json.loads(there.makefile().readline())
print(answer["printed"], end="")
sys.exit(answer["code"])
"""


class Docker:
    """What is asked of Docker, done on a stack.

    Parameters
    ----------
    composed : Composed
    built : Path
        The version of the project that `docker compose build` makes an image of.
    """

    def __init__(self, composed: Composed, built: Path) -> None:
        self.composed, self.built = composed, built
        self.asked: list[str] = []

    @contextmanager
    def on_path(self, folder: Path) -> Iterator[str]:
        """The folder of the program, while it is answered."""
        there = folder / "docker.socket"
        program = folder / "docker"
        program.write_text(_PROGRAM.format(python=sys.executable, path=str(there)), encoding="utf-8")
        program.chmod(0o755)
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(there))
            listening.listen()
            thread = threading.Thread(target=self._serve, args=(listening,), daemon=True)
            thread.start()
            yield str(folder)
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()

    def _serve(self, listening: socket.socket) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection, connection.makefile("rw") as asker:
                arguments = json.loads(asker.readline())
                self.asked.append(" ".join(arguments))
                try:
                    answer = {"code": 0, "printed": self.do(arguments)}
                except Exception as error:  # noqa: BLE001 -- it is the command's failure
                    answer = {"code": 1, "printed": f"{error}\n"}
                asker.write(json.dumps(answer) + "\n")

    def do(self, arguments: list[str]) -> str:
        """Do one command; returns what it prints."""
        match arguments:
            case ["compose", "build"]:
                self.composed.app = self.built
            case ["compose", "run", "--rm", "-T", name]:
                return self.composed.run(name)
            case ["compose", "ps", "-q", name]:
                return "".join(f"{one.name}\n" for one in self.composed.replicas[name])
            case ["compose", "up", "-d", "--no-deps", "--no-recreate", "--wait", "--scale", scale, _]:
                name, count = scale.split("=")
                while len(self.composed.replicas[name]) < int(count):
                    self._start(self.composed.add(name))
            case ["compose", "up", "-d", "--no-deps", "--wait", name]:
                (one,) = self.composed.replicas[name]
                one.stop()
                one.renew(self.composed.app)
                self._start(one)
            case ["stop", name]:
                self._named(name).stop()
            case ["rm", name]:
                gone = self._named(name)
                self.composed.replicas[gone.service.name].remove(gone)
            case _:
                raise ValueError(f"docker {' '.join(arguments)} is not known here")
        return ""

    def _start(self, one: Replica) -> None:
        one.start()
        one.wait_healthy()

    def _named(self, name: str) -> Replica:
        return next(one for there in self.composed.replicas.values() for one in there if one.name == name)
