"""Makes the HTTP server: the settings of uvicorn."""

from __future__ import annotations

import logging
import resource
import socket

import uvicorn
from fastapi import FastAPI

from data.credentials import variable
from data.errors import PortTaken
from gateway.settings import GatewaySettings
from gateway.web.connections import limited

_LOG = logging.getLogger("matchstream.gateway")

_OTHER_FILES = 256
"""Open files of a gateway besides its clients' connections: those to Redis and Kafka, and its own files."""


def make_server(app: FastAPI, settings: GatewaySettings) -> uvicorn.Server:
    """Make the server of an application that `create_app` made with the same settings."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=settings.gateway_host,
            port=settings.gateway_port,
            loop="uvloop",
            http=limited(settings, app.state.metrics),
            ws="none",
            access_log=False,
            log_config=None,  # it logs where all others do
            timeout_graceful_shutdown=settings.gateway_stop_seconds,
            server_header=False,
            forwarded_allow_ips=settings.gateway_proxies.replace(" ", ""),
        )
    )


def check_port(settings: GatewaySettings) -> None:
    """See that the gateway can listen, before it loads a model for seconds; raises `PortTaken`."""
    host, port = settings.gateway_host, settings.gateway_port
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as taken:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind(address)
    except OSError as error:
        raise PortTaken(
            f"it can't listen on {host}:{port} ({error.strerror}): free it, or name another by "
            f"{variable('gateway_port')} and {variable('gateway_host')}"
        ) from error


def make_room(settings: GatewaySettings) -> None:
    """Raise the limit of open files to the number of connections in the settings, or warn where that is not allowed."""
    wanted = settings.gateway_connections + _OTHER_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft < wanted:
        _LOG.warning(
            "the system lets this process open %d files, and %d connections need %d: raise the limit (ulimit -Hn), "
            "or lower MATCHSTREAM_GATEWAY_CONNECTIONS",
            soft,
            settings.gateway_connections,
            wanted,
        )
