"""Serve the gateway: `python -m gateway`."""

from __future__ import annotations

import logging
import sys

import uvicorn

from gateway.app import create_app
from gateway.champion import NoModel
from gateway.metrics import Metrics
from gateway.parts import champion_of
from gateway.settings import GatewaySettings


def main() -> int:
    """Check the model, then serve until told to stop."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    settings = GatewaySettings()
    try:
        champion_of(settings, Metrics()).start()
    except NoModel as error:
        print(
            f"the gateway does not start: no champion model can be used in {settings.model_registry} ({error}).\n"
            "Train one with `make train`, or set MATCHSTREAM_MODEL_REGISTRY to a registry that holds one.",
            file=sys.stderr,
        )
        return 2
    uvicorn.run(
        create_app(settings),
        host=settings.gateway_host,
        port=settings.gateway_port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        timeout_graceful_shutdown=settings.gateway_stop_seconds,
        server_header=False,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
