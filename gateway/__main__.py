"""Serve the gateway: `python -m gateway`."""

from __future__ import annotations

import sys
from contextlib import suppress

from uvicorn.config import STARTUP_FAILURE

from data.log import log_to_stderr
from gateway.app import create_app
from gateway.champion import NoModel
from gateway.settings import GatewaySettings
from gateway.web.server import make_room, make_server


def main() -> int:
    """Check the model, then serve until told to stop."""
    log_to_stderr()
    settings = GatewaySettings()
    app = create_app(settings)
    try:
        app.state.champion.start()
    except NoModel as error:
        print(
            f"the gateway does not start: no champion model can be used in {settings.model_registry} ({error}).\n"
            "Train one with `make train`, or set MATCHSTREAM_MODEL_REGISTRY to a registry that holds one.",
            file=sys.stderr,
        )
        return 2
    make_room(settings)
    server = make_server(app, settings)
    with suppress(KeyboardInterrupt):  # it has ended in order by then
        server.run()
    return 0 if server.started else STARTUP_FAILURE


if __name__ == "__main__":
    sys.exit(main())
