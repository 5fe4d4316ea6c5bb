"""The long-lived parts of a gateway, opened in order and closed in reverse."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial

from anyio import CapacityLimiter
from confluent_kafka import KafkaException
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from data.kafka import topic_admin
from data.kafka.champion import ChampionFollower
from data.kafka.dead_letter_count import DeadLetterCount
from data.kafka.reading import NothingRead
from data.kafka.shard_drift import DriftFollower
from data.kafka.topic_watch import LOOK_SECONDS, TopicWatch
from gateway.champion import Champion
from gateway.connect import rounds
from gateway.connect.merges import Applications, applications_of
from gateway.documents.documents import Documents
from gateway.drift import Drift
from gateway.events.ingest import Ingest
from gateway.lookups.freshness import Freshness
from gateway.lookups.results import Results
from gateway.pages.jobs.news import News
from gateway.pushes.clients import Clients
from gateway.pushes.feed import BLOCK_SECONDS, PushFeed
from gateway.pushes.stream import PushStream
from gateway.search.following import SearchFollower
from gateway.search.index import SearchIndex
from gateway.search.search import Search
from gateway.settings import GatewaySettings
from gateway.status.broker_probe import Broker
from gateway.status.dead_letters import DeadLetters
from gateway.store.keeper import Keeper
from gateway.store.store import Store
from gateway.web.metrics import Metrics
from gateway.webhooks.store import Webhooks
from model.registry import Registry
from model.scoring.scorer import Scorer
from producers.polling.rounds import Rounds
from producers.sender import Sender

SCORING_THREADS = 2
"""Threads that score or explain long texts; more of them would only compete with the event loop for the interpreter."""

TEND_SECONDS = 5.0
"""Interval of `Sender.tend`, which idle connections to Kafka need."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The objects that the routes use."""

    champion: Champion
    results: Results
    pushes: PushFeed
    ingest: Ingest
    broker: Broker
    applications: Applications
    webhooks: Webhooks
    store: Store
    documents: Documents = field(default_factory=Documents)
    news: News = field(default_factory=News)
    search: Search = field(default_factory=Search)
    drift: Drift = field(default_factory=Drift)
    dead_letters: DeadLetters = field(default_factory=DeadLetters)
    scoring: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(SCORING_THREADS))


def champion_of(settings: GatewaySettings, metrics: Metrics) -> Champion:
    """The champion that Kafka announces, of the registry that the settings name; not loaded yet."""
    return Champion(Registry(settings.model_registry).resolve, Scorer.load, metrics, ChampionFollower(settings))


@asynccontextmanager
async def opened(settings: GatewaySettings, metrics: Metrics, champion: Champion) -> AsyncIterator[Parts]:
    """Open everything and keep it running; neither Redis nor Kafka needs to be up.

    Parameters
    ----------
    settings : GatewaySettings
    metrics : Metrics
    champion : Champion
        Loaded.
    """
    async with AsyncExitStack() as stack:
        redis = _redis(settings, settings.redis_timeout)
        stack.push_async_callback(redis.aclose)
        watch = TopicWatch(settings, metrics.topics_changed, is_follower=True)
        results = _results(redis, settings, metrics, watch)
        pushes = _pushes(stack, settings, metrics, PushStream(redis, results, partial(metrics.redis_is, "pushes")))
        senders = [Sender(settings) for _ in range(settings.ingest_senders)]
        ingest = Ingest(
            senders,
            settings.ingest_waiting,
            lambda: topic_admin.check(settings, settings.partitions),
            lambda: watch.recent(settings.kafka_timeout),
        )
        stack.callback(ingest.close)
        stack.callback(champion.close)
        search = _search(stack, settings, champion, watch)
        drift = _drift(stack, settings, champion, metrics)
        dead_letters = _dead_letters(stack, settings)
        watching = [pushes.run(), champion.watch(settings.model_poll), drift.watch(), dead_letters.watch()]
        if metrics.connections.asked:
            asked = Rounds(settings)
            stack.callback(asked.close)
            watching.append(rounds.watch(asked, metrics.connections.answered))
        for work in (*watching, _tend(senders), _look(watch)):
            stack.push_async_callback(end, asyncio.create_task(work))
        broker = Broker.of(settings, watch)
        yield Parts(
            champion,
            results,
            pushes,
            ingest,
            broker,
            partial(applications_of, settings),
            Webhooks.of(settings),
            _store(stack, settings, metrics),
            Documents(settings.documents_at_once, settings.documents_waiting),
            search=search,
            drift=drift,
            dead_letters=dead_letters,
        )


def _results(redis: Redis, settings: GatewaySettings, metrics: Metrics, watch: TopicWatch) -> Results:
    """What lookups are answered from; what they hear of topics puts the watch's last look in doubt."""

    def tell(fresh: Freshness) -> None:
        metrics.results_age.set(fresh.age)
        watch.heard(fresh.changed_topics)

    return Results(
        redis,
        partial(metrics.redis_is, "lookups"),
        tell,
        stale_after=settings.stale_after,
        partitions=settings.partitions,
    )


def _dead_letters(stack: AsyncExitStack, settings: GatewaySettings) -> DeadLetters:
    """How many events could not be read."""
    dead_letters = DeadLetters(DeadLetterCount(settings))
    stack.callback(dead_letters.close)
    return dead_letters


def _pushes(stack: AsyncExitStack, settings: GatewaySettings, metrics: Metrics, stream: PushStream) -> PushFeed:
    """What hands new matches to clients; it waits for them on a connection of its own."""
    waiting = _redis(settings, BLOCK_SECONDS + settings.redis_timeout)
    stack.push_async_callback(waiting.aclose)
    clients = Clients(metrics, settings.push_clients, settings.push_clients_per_address, settings.push_queue)
    return PushFeed(waiting, stream, metrics, clients)


def _drift(stack: AsyncExitStack, settings: GatewaySettings, champion: Champion, metrics: Metrics) -> Drift:
    """What all shards counted, judged beside the champion."""
    resolve = Registry(settings.model_registry).resolve
    drift = Drift(resolve, lambda: champion.scorer.version, metrics.drift, DriftFollower(settings))
    stack.callback(drift.close)
    return drift


def _store(stack: AsyncExitStack, settings: GatewaySettings, metrics: Metrics) -> Store:
    """The store of decisions, and what keeps it equal to Kafka."""
    store = Store(settings)
    stack.callback(store.close)
    keeper = Keeper(settings, store, metrics.store.tell)
    keeper.start()
    stack.push_async_callback(asyncio.to_thread, keeper.stop)
    return store


def _search(stack: AsyncExitStack, settings: GatewaySettings, champion: Champion, watch: TopicWatch) -> Search:
    """The index of search, and what fills it."""
    search = Search(SearchIndex(), lambda: watch.changes)
    following = SearchFollower(settings, search.index, lambda: champion.scorer.reader)
    following.start()
    stack.push_async_callback(asyncio.to_thread, following.close)
    return search


def _redis(settings: GatewaySettings, seconds: float) -> Redis:
    return Redis.from_url(
        **settings.redis_client(),
        decode_responses=True,
        socket_connect_timeout=settings.redis_timeout,
        socket_timeout=seconds,
        # One immediate retry, for a connection that went stale. Any other error is reported to the client.
        retry=Retry(NoBackoff(), 1),
    )


async def _look(watch: TopicWatch) -> None:
    """Look at the topics regularly, so that a change is reported even while no events come."""
    while True:
        with suppress(KafkaException, NothingRead):  # the broker probe reports that Kafka is away
            await asyncio.to_thread(watch.recent, LOOK_SECONDS)
        await asyncio.sleep(LOOK_SECONDS)


async def _tend(senders: list[Sender]) -> None:
    while True:
        await asyncio.sleep(TEND_SECONDS)
        for sender in senders:
            sender.tend()


async def end(task: asyncio.Task[None]) -> None:
    """End a task that runs for ever."""
    # A cancellation during a driver's time-out may be taken for the time-out and get lost; so it is repeated.
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=0.5)
