"""Webhooks to 100 receivers, of which 20 are slow or fail: what the others notice of it, in turn."""

from __future__ import annotations

import asyncio
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from statistics import quantiles

import orjson
import psutil
from aiohttp import web

from data.contract.matches import Match
from data.contract.records import Record
from data.contract.topics import MATCHES, WEBHOOK_PROGRESS
from data.kafka import topic_admin
from data.kafka.reading import read
from data.webhooks.progress import PLANNED
from data.webhooks.subscription import Filters, Subscription
from deploy.local.brokers import EmbeddedBroker
from deploy.local.programs import PROJECT, Programs
from producers.sender import Sender
from stream_processor.settings import StreamSettings
from tests.bench.figures import Figure, at_most
from tests.bench.setting import CACHE, Setting
from tests.bench.timing import in_turn, ratios
from tests.waiting import eventually

RECEIVERS, ILL = 100, 20
PAIRS = 10
SLOW_SECONDS = 3.0
ATTEMPT_SECONDS = 1.0
DRAIN_SECONDS = 300.0


class Receivers:
    """All receivers, on one port; the last of them are ill while `are_ill`: half hang, half fail."""

    def __init__(self) -> None:
        self.are_ill = False
        self.delays: list[float] = []
        self.scores: dict[tuple[int, str], list[float]] = defaultdict(list)
        self.seen: set[tuple[int, str]] = set()

    async def receive(self, request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        now = time.time()
        document = orjson.loads(await request.read())
        is_ill = number >= RECEIVERS - ILL
        if self.are_ill and is_ill:
            if number % 2:
                await asyncio.sleep(SLOW_SECONDS)
            return web.Response(status=503)
        key = (number, request.headers["webhook-id"])
        if key not in self.seen:
            self.seen.add(key)
            data = document["data"]
            self.scores[number, data["applicant_id"]].append(data["quality_score"])
        if not is_ill:
            self.delays.append(now - datetime.fromisoformat(document["timestamp"]).timestamp())
        return web.Response(status=204)

    @contextmanager
    def served(self) -> Iterator[str]:
        """Serve in a thread; gives the address."""
        app = web.Application()
        app.router.add_post("/{number}", self.receive)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()

        async def start() -> int:
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            return runner.addresses[0][1]

        async def stop() -> None:
            await runner.cleanup()
            left = asyncio.all_tasks() - {asyncio.current_task()}
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

        try:
            yield f"http://127.0.0.1:{asyncio.run_coroutine_threadsafe(start(), loop).result()}"
        finally:
            asyncio.run_coroutine_threadsafe(stop(), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()


def measure(setting: Setting) -> Iterator[Figure]:
    """Send crossings of some pairs, with all receivers well and with some ill, in turn."""
    crossings, rounds, pause = setting.size(20, 6), setting.size(3, 1), 0.5
    with ExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="webhooks-", dir=CACHE)))
        broker = EmbeddedBroker(folder / "kafka")
        broker.start()
        ending.callback(broker.kill)
        settings = StreamSettings(kafka_bootstrap=broker.bootstrap, kafka_idempotence=False, partitions=1)
        topic_admin.create(settings, 1, 1)
        receivers = Receivers()
        address = ending.enter_context(receivers.served())
        sender = ending.enter_context(Sender(settings))
        _subscribe(sender, address)
        program = _program(settings, folder)
        program.start()
        ending.callback(program.kill)
        eventually(lambda: _attended(settings) == RECEIVERS + 1, "all are attended to")
        sizes: list[float] = []
        sent = 0

        def round_of(*, ill: bool) -> float:
            nonlocal sent
            receivers.are_ill, receivers.delays = ill, []
            for number in range(crossings):
                pair = number % PAIRS
                sender.send([_match(pair, 10.0), _match(pair, 81.0 + sent / 100_000)])
                sent += 1
                time.sleep(pause)
            well = (RECEIVERS - ILL) * crossings
            eventually(lambda: len(receivers.delays) >= well, "the others have all")
            found = quantiles(receivers.delays[:well], n=20)[-1] * 1e3
            sizes.append(psutil.Process(program.pid).memory_info().rss / 2**20)
            receivers.are_ill = False
            eventually(lambda: len(receivers.seen) >= RECEIVERS * sent, "the ill have all", DRAIN_SECONDS)
            return found

        found = in_turn({"well": lambda: round_of(ill=False), "ill": lambda: round_of(ill=True)}, rounds)
        lost = RECEIVERS * sent - len(receivers.seen)
        disordered = sum(scores != sorted(scores) for scores in receivers.scores.values())
    note = f"{RECEIVERS} receivers, {ILL} ill: half hang, half answer 503; {crossings} crossings a round, 2 a second"
    yield Figure("p95 of the others, all well", "ms", found["well"], None, note)
    yield Figure("p95 of the others, 20 ill", "ms", found["ill"], None, note)
    yield Figure("ratio of both", "x", ratios(found["ill"], found["well"]), at_most(1.1), note)
    yield Figure("lost", "messages", [lost], at_most(0), f"{sent:,} crossings, to each receiver")
    yield Figure("pairs out of order", "pairs", [disordered], at_most(0), "of each receiver's")
    grown = sizes[-1] / sizes[1]
    yield Figure("memory at the end over that after the first two rounds", "x", [grown], at_most(1.1), "resident")


def _subscribe(sender: Sender, address: str) -> None:
    kinds = ("match.entered",)
    made = [Filters(url=f"{address}/{number}", kinds=kinds) for number in range(RECEIVERS)]
    sender.send([Subscription.new(one, asymmetric=False).record() for one in made])


def _program(settings: StreamSettings, folder: Path):
    environment = {
        "MATCHSTREAM_KAFKA_BOOTSTRAP": settings.kafka_bootstrap,
        "MATCHSTREAM_KAFKA_IDEMPOTENCE": "false",
        "MATCHSTREAM_PARTITIONS": "1",
        "MATCHSTREAM_WEBHOOK_NETWORKS": "127.0.0.0/8",
        "MATCHSTREAM_WEBHOOK_SECONDS": str(ATTEMPT_SECONDS),
        "MATCHSTREAM_WEBHOOK_RETRY": "0.2",
    }
    programs = Programs(project=PROJECT, logs=folder, environment=environment)
    return programs.service("webhooks", "stream_processor", "webhooks", port_setting="MATCHSTREAM_WEBHOOKS_PORT")


def _attended(settings: StreamSettings) -> int:
    keys = {message.key() for message in read(settings, {(WEBHOOK_PROGRESS.name, 0): 0})}
    return len(keys) if PLANNED in keys else 0


def _match(pair: int, score: float) -> Record:
    now = time.time_ns() // 1000
    match = Match("v1", f"c{pair}", score, 0.1, (None,) * 7, False, "rf-1", 1, now, now)
    return Record(MATCHES.name, match.key, match.encode())
