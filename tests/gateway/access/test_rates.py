"""Rates against a plain definition: a bucket that refills evenly."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.access import rates
from gateway.access.rates import WINDOW, Rates


class Bucket:
    """A quota of tokens, refilled evenly; a request takes one."""

    def __init__(self, quota):
        self.quota, self.tokens, self.at = quota, float(quota), 0.0

    def take(self, now):
        self.tokens = min(float(self.quota), self.tokens + (now - self.at) * self.quota / WINDOW)
        self.at = now
        if self.tokens < 1 - 1e-5:
            return None
        self.tokens -= 1
        return self.tokens


@given(st.integers(1, 50), st.lists(st.integers(0, 800).map(lambda steps: steps / 64), max_size=120))
def test_as_many_pass_as_a_bucket_has(quota, pauses):
    ours, bucket, now = Rates(), Bucket(quota), 0.0
    for pause in pauses:
        now += pause
        left, expected = ours.take("a", quota, now), bucket.take(now)
        assert (left.retry_after == 0) == (expected is not None)
        if expected is not None:
            assert left.remaining == math.floor(expected + 1e-4)
        assert 0 <= left.remaining < quota
        assert 0 <= left.full_in <= math.ceil(WINDOW)


@given(st.integers(1, 50))
def test_who_waits_as_told_is_taken_and_others_are_not_touched(quota):
    ours = Rates()
    for _ in range(quota):
        assert ours.take("a", quota, 0.0).retry_after == 0
    refused = ours.take("a", quota, 0.0)
    assert refused.retry_after >= 1
    assert ours.take("b", quota, 0.0).retry_after == 0
    assert ours.take("a", quota, float(refused.retry_after)).retry_after == 0


def test_the_headers_are_structured_fields():
    left = Rates().take("a", 120, 0.0)
    assert left.headers == [(b"ratelimit-policy", b'"key";q=120;w=60'), (b"ratelimit", b'"key";r=119;t=1')]


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(rates, "_CALLERS", 10)
    ours = Rates()
    for caller in range(100):
        ours.take(str(caller), 5, 0.0)
    assert len(ours._full_at) == 10


@pytest.mark.parametrize("quota", [1, 7, 6000, 10**9])
def test_a_quota_is_used_up_exactly(quota):
    ours = Rates()
    taken = sum(ours.take("a", quota, 0.0).retry_after == 0 for _ in range(min(quota, 10_000) + 5))
    assert taken == (quota if quota < 10_000 else 10_005)
