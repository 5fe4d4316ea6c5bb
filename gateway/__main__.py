"""Serve the gateway: `python -m gateway`; besides, the commands of the store and of the decision log."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress

from uvicorn.config import STARTUP_FAILURE

from data.errors import ExitCode
from data.program import SETTINGS_HINT, observe, run
from gateway.app import create_app
from gateway.settings import GatewaySettings
from gateway.store import commands
from gateway.web.server import check_port, make_room, make_server

PROGRAM = "python -m gateway"


def main(arguments: Sequence[str] | None = None, *, prog: str = PROGRAM) -> int:
    """Check the model, then serve until told to stop; returns a `data.errors.ExitCode`."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if commands.is_command(given):
        return commands.main(given, prog=prog)
    parser = argparse.ArgumentParser(
        prog=prog,
        description="Serve predictions, events, lookups, decisions, pushes and pages. Besides: `store compare|rebuild` "
        "and `log verify|export`.",
        epilog=SETTINGS_HINT,
    )
    parser.parse_args(given)
    return run(_serve, name=prog)


def _serve() -> int:
    settings = GatewaySettings()
    observe(settings, "gateway")
    check_port(settings)
    app = create_app(settings)
    app.state.champion.start()
    make_room(settings)
    server = make_server(app, settings)
    with suppress(KeyboardInterrupt):  # it has ended in order by then
        server.run()
    return ExitCode.OK if server.started else STARTUP_FAILURE


if __name__ == "__main__":
    sys.exit(main())
