"""A cache writer before an embedded Redis, and its topic of matches."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from data.contract.topics import MATCHES
from deploy.local.caches import EmbeddedRedis
from stream_processor.cache.writer import Cache
from stream_processor.settings import StreamSettings
from tests.stream_processor.cache.writing import Topic, start_over


@pytest.fixture
def client(redis_server: EmbeddedRedis) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_server.url, decode_responses=True) as held:
        yield held


@pytest.fixture
def cache(redis_server: EmbeddedRedis) -> Cache:
    held = Cache(StreamSettings(redis_url=redis_server.url, partitions=1, push_line=80.0))
    start_over(held)
    return held


@pytest.fixture
def topic(cache: Cache) -> Topic:
    return Topic(cache, MATCHES.name)
