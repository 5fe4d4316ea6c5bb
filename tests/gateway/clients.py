"""Clients of an application in this process: no socket between them."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager

import httpx
import orjson
from anyio.from_thread import start_blocking_portal


async def until(condition):
    """Let the other tasks run until a condition holds; the test's own time-out ends it."""
    while not condition():  # noqa: ASYNC110 -- what is waited for lies inside the program, which offers no event
        await asyncio.sleep(0)


class Client:
    """Asks an application that runs in another thread, as a browser would ask a server."""

    def __init__(self, portal, session, app):
        self.portal = portal
        self._session = session
        self.app = app

    def request(self, method, url, **options):
        return self.portal.call(lambda: self._session.request(method, url, **options))

    def get(self, url, **options):
        return self.request("GET", url, **options)

    def post(self, url, **options):
        return self.request("POST", url, **options)


@asynccontextmanager
async def session_of(app):
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://localhost") as http,
    ):
        yield http


@contextmanager
def serving(app):
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(session_of(app)) as session:
        yield Client(portal, session, app)


class EventStream:
    """Reads an endless answer while it is written: httpx would wait for its end."""

    def __init__(self, app, path="/api/pushes", headers=None, *, client="127.0.0.1", http_version="1.1", takes=None):
        self._app = app
        self._inbox: asyncio.Queue[dict] = asyncio.Queue()
        self._gone = asyncio.Event()
        self._text = ""
        self.status = 0
        path, _, query = path.partition("?")
        self._scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": http_version,
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(n.lower().encode(), v.encode()) for n, v in ({"Host": "localhost"} | (headers or {})).items()],
            "client": (client, 1),
            "server": ("test", 80),
        }
        self.taking = asyncio.Event()
        self.taking.set()
        self._takes = takes

    async def _receive(self):
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message):
        await self.taking.wait()
        self._inbox.put_nowait(message)
        if self._takes is not None:
            self._takes -= 1
            if self._takes == 0:
                self.taking.clear()

    async def __aenter__(self):
        self._task = asyncio.create_task(self._app(self._scope, self._receive, self._send))
        start = await self._inbox.get()
        self.status = start["status"]
        self.headers = {name.decode(): value.decode() for name, value in start["headers"]}
        return self

    async def __aexit__(self, *_):
        self._gone.set()
        self.taking.set()
        await self._task

    async def heartbeat(self):
        """Wait for a comment, which no empty line follows."""
        while not self._text.startswith(": heartbeat\r\n"):
            self._text += (await asyncio.wait_for(self._inbox.get(), 10))["body"].decode()

    async def next(self):
        """The next event as a dict of its fields; comments have only `comment`."""
        while "\r\n\r\n" not in self._text:
            message = await asyncio.wait_for(self._inbox.get(), 10)
            assert message.get("more_body"), "the stream ended"
            self._text += message["body"].decode()
        block, _, self._text = self._text.partition("\r\n\r\n")
        fields = {}
        for line in block.split("\r\n"):
            name, _, value = line.partition(": ")
            fields[name or "comment"] = value
        return fields

    async def ended(self):
        """Wait for the answer's end."""
        await asyncio.wait_for(self._task, 10)


def matched(event):
    """The applicant of a push."""
    return orjson.loads(event["data"])["applicant_id"]


async def settled(app):
    """Wait until the feed has read all that the stream holds."""
    feed = app.state.parts.pushes
    newest = await feed._stream.newest()
    await until(lambda: feed._position >= newest)
