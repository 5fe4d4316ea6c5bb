"""The application: settings in, ASGI application out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.routing import Route
from starlette.types import Lifespan

from gateway.access.following import KeySource, followed, keys_of
from gateway.access.gate import Gate
from gateway.access.scopes import declared
from gateway.champion import Champion
from gateway.connect import routes as connect
from gateway.decisions import decision_routes, note_routes, setting_routes
from gateway.documents import routes as documents
from gateway.events import routes as events
from gateway.frame.failures import failed
from gateway.keys import key_routes, session_routes
from gateway.lookups import routes as lookups
from gateway.pages.registry import PAGES
from gateway.parts import Parts, champion_of, opened
from gateway.predict import routes as predict
from gateway.predict.fast_path import FastPath
from gateway.pushes import routes as pushes
from gateway.reference import openapi
from gateway.reference import routes as reference
from gateway.search import routes as search
from gateway.settings import GatewaySettings
from gateway.status import health_routes as health
from gateway.status import metrics_routes as metrics_route
from gateway.web import bodies, problems
from gateway.web.bodies import BodyLimit
from gateway.web.door import Door, KnownNames
from gateway.web.entrance import Entrance
from gateway.web.metrics import STATIC, Metrics
from gateway.web.whole_files import WholeFiles
from gateway.webhooks import routes as webhooks
from producers.connectors.connections import connections

STATIC_FILES = Path(__file__).parent / "pages" / "static"

AREAS = (
    predict,
    lookups,
    search,
    events,
    documents,
    connect,
    pushes,
    decision_routes,
    note_routes,
    setting_routes,
    webhooks,
    key_routes,
    session_routes,
    health,
    metrics_route,
    *PAGES,
    reference,
)
"""Modules with a `router`."""

Finder = Callable[[GatewaySettings, Metrics], Champion]
Follower = Callable[[GatewaySettings], KeySource | None]
Opener = Callable[[GatewaySettings, Metrics, Champion], AbstractAsyncContextManager[Parts]]


def create_app(
    settings: GatewaySettings, *, opener: Opener = opened, find: Finder = champion_of, follow: Follower = keys_of
) -> FastAPI:
    """Make the application.

    Parameters
    ----------
    settings : GatewaySettings
    opener : callable, optional
        Opens the parts. Default opens the real ones.
    find : callable, optional
        Makes the champion, which is loaded when the application starts. Default is the announced one.
    follow : callable, optional
        Makes what knows the keys, None where they are off. Default follows their topic.

    Returns
    -------
    FastAPI
        It refuses to start, with `gateway.champion.NoModel`, where no model can be used.
    """
    metrics = Metrics()
    champion = find(settings, metrics)
    gate = Gate(settings, metrics, follow(settings))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        champion.start()
        async with followed(gate.source, settings.gateway_keys_poll), opener(settings, metrics, champion) as parts:
            app.state.parts = parts
            yield

    app = _bare(lifespan)
    app.state.settings, app.state.metrics = settings, metrics
    app.state.champion = champion
    app.state.gate = gate
    app.state.connections = connections(settings.connections_file)
    _guard(app, settings, metrics, gate)
    problems.install(app, failed)
    for part in (bodies, openapi):
        part.install(app)
    for area in AREAS:
        app.router.routes.extend(area.router.routes)  # one list: included, each router would be asked for each request
        metrics.serves(_methods(area.router))
    metrics.connects(app.state.connections)
    app.mount(STATIC, WholeFiles(directory=STATIC_FILES), name="static")
    list(declared(app))  # no route is served that declares nothing
    return app


def _bare(lifespan: Lifespan[FastAPI]) -> FastAPI:
    return FastAPI(
        title="Matchstream",
        version="1",
        lifespan=lifespan,
        # Those of the framework load their scripts from other hosts, and declare no access.
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        # A redirect would name the host that the client named.
        redirect_slashes=False,
        # It quotes what clients sent, and looks for a collector at each request; `data.telemetry` tells of requests.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )


def _methods(router: APIRouter) -> Iterator[tuple[str, str]]:
    """Every method and path of a router."""
    for route in router.routes:
        if isinstance(route, Route):
            yield from ((method, route.path) for method in route.methods or ())


def _guard(app: FastAPI, settings: GatewaySettings, metrics: Metrics, gate: Gate) -> None:
    """Add what every request passes; the last that is added is the first."""
    app.add_middleware(FastPath, metrics=metrics, gate=gate)
    app.add_middleware(
        Entrance,
        door=Door(KnownNames(settings.known_hosts)),
        bodies=BodyLimit(
            size=settings.gateway_max_body,
            commas=settings.gateway_max_commas,
            memory=settings.gateway_body_memory,
        ),
        metrics=metrics,
        share=settings.trace_share,
    )
