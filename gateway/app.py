"""The application: settings in, ASGI application out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.routing import Route

from gateway.champion import Champion
from gateway.connect import routes as connect
from gateway.documents import routes as documents
from gateway.events import routes as events
from gateway.lookups import routes as lookups
from gateway.pages import routes as pages
from gateway.parts import Parts, champion_of, opened
from gateway.predict import routes as predict
from gateway.predict.fast_path import FastPath
from gateway.pushes import routes as pushes
from gateway.settings import GatewaySettings
from gateway.status import health_routes as health
from gateway.status import metrics_routes as metrics_route
from gateway.web import bodies, openapi, problems
from gateway.web.bodies import BodyLimit
from gateway.web.door import Door, KnownNames
from gateway.web.faults import Faults
from gateway.web.guards import SafeHeaders
from gateway.web.metrics import STATIC, CountedRequests, Metrics
from gateway.web.whole_files import WholeFiles
from gateway.webhooks import routes as webhooks
from producers.connectors.connections import connections

STATIC_FILES = Path(__file__).parent / "pages" / "static"

Finder = Callable[[GatewaySettings, Metrics], Champion]
Opener = Callable[[GatewaySettings, Metrics, Champion], AbstractAsyncContextManager[Parts]]


def create_app(settings: GatewaySettings, *, opener: Opener = opened, find: Finder = champion_of) -> FastAPI:
    """Make the application.

    Parameters
    ----------
    settings : GatewaySettings
    opener : callable, optional
        Opens the parts. Default opens the real ones.
    find : callable, optional
        Makes the champion, which is loaded when the application starts. Default is the announced one.

    Returns
    -------
    FastAPI
        It refuses to start, with `gateway.champion.NoModel`, where no model can be used.
    """
    metrics = Metrics()
    champion = find(settings, metrics)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        champion.start()
        async with opener(settings, metrics, champion) as parts:
            app.state.parts = parts
            yield

    app = FastAPI(
        title="Matchstream",
        description="Compatibilidade entre vagas e candidatos.",
        version="1",
        lifespan=lifespan,
        # The interactive pages load their scripts from other hosts; the document itself stays.
        docs_url=None,
        redoc_url=None,
        # A redirect would name the host that the client named.
        redirect_slashes=False,
    )
    app.state.settings, app.state.metrics = settings, metrics
    app.state.champion = champion
    app.state.connections = connections(settings.connections_file)
    _guard(app, settings, metrics)
    for part in (problems, bodies, openapi):
        part.install(app)
    for area in (predict, lookups, events, documents, connect, pushes, webhooks, health, metrics_route, pages):
        app.include_router(area.router)
        metrics.serves(_methods(area.router))
    metrics.connects(app.state.connections)
    app.mount(STATIC, WholeFiles(directory=STATIC_FILES), name="static")
    return app


def _methods(router: APIRouter) -> Iterator[tuple[str, str]]:
    """Every method and path of a router."""
    for route in router.routes:
        if isinstance(route, Route):
            yield from ((method, route.path) for method in route.methods or ())


def _guard(app: FastAPI, settings: GatewaySettings, metrics: Metrics) -> None:
    """Add what every request passes; the last that is added is the first."""
    app.add_middleware(FastPath, metrics=metrics)
    app.add_middleware(Faults)
    app.add_middleware(
        BodyLimit,
        size=settings.gateway_max_body,
        commas=settings.gateway_max_commas,
        memory=settings.gateway_body_memory,
    )
    app.add_middleware(Door, names=KnownNames(settings.known_hosts))
    app.add_middleware(SafeHeaders)
    app.add_middleware(CountedRequests, metrics=metrics)
