"""Each alert fires when its cause is made, and clears once that is undone; the rules are shortened (`shortened`)."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
import yaml

from tests.ops import causes, shortened
from tests.ops.queries import RULES
from tests.ops.site import Site
from tests.waiting import eventually

pytestmark = pytest.mark.ops

FIRES_SECONDS = 180.0
CAUSES: list[tuple[Callable[[Site], AbstractContextManager[None]], set[str]]] = [
    (causes.bad_senders, {"DeadLetters", "UnknownJobStatuses", "MisplacedEvents"}),
    (causes.bad_requests, {"EventsRefused", "KeysRefused", "WebhooksRefused"}),
    (causes.decided_against_scores, {"ScoresAgainstOutcomes"}),
    (causes.workers_stopped, {"NoStreamWorker", "ShardWaits", "ResultsAreOld"}),
    (causes.one_of_each_stopped, {"ReplicasMissing"}),
    (causes.cache_stopped, {"CacheWriterDown", "InstanceDown"}),
    (causes.redis_stopped, {"RedisRefuses", "CacheNotReady", "GatewayErrors"}),
    (causes.writes_wait, {"CacheFallsBehind"}),
    (causes.answers_wait, {"GatewaySlow"}),
    (causes.memory_short, {"RedisMemoryShort"}),
    (causes.broker_stopped, {"KafkaAway"}),
    (causes.certificate_ends, {"CertificateEnds"}),
    (causes.postgres_stopped, {"PostgresDown", "StoreAway"}),
    (causes.gateways_stopped, {"GatewayDown"}),
    (causes.restarted_often, {"RestartsOften"}),
    (causes.falls_behind, {"StreamFallsBehind"}),
]
NOT_MADE = {
    "AnotherModelScores": "a registry that lacks the champion: tests/gateway and tests/stream_processor make it",
    "ApplicationsWaitLong": "a day compared with the day before; shortened it would last a moment",
    "ConnectionSilent": "hours without a delivery: an hour is the least that a connection may say",
    "DecisionsWait": "a decision while Kafka is away: the chaos row makes it",
    "DiskFills": "a disk of its own would be needed",
    "DriftNotWatched": "a model without a reference profile",
    "InputsDrift": "a day of other events; tests/stream_processor inject it",
    "KafkaReplicasMissing": "one broker has no copies; the chaos row with three brokers has",
    "ListsConcentrate": "as InputsDrift",
    "MemoryShort": "the machine's memory",
    "OutcomesOffChance": "as InputsDrift",
    "StreamStandsStill": "a worker whose watchdog fails",
    "TopicsChanged": "a topic deleted: the chaos row does it",
    "TwinWorkers": "two workers of one instance id: the chaos row makes them",
    "TwoWritersOfAShard": "a second stack on the same Kafka",
    "WebhookSubscriptionFailed": "a receiver outside; inside addresses are refused",
}
"""Alerts whose cause is not made here, and why; promtool tests them all."""


@pytest.fixture(scope="module")
def watched(site: Site) -> Site:
    """The site with shortened rules."""
    shortened.configure(site.monitoring)
    (prometheus,) = site.replicas("prometheus")
    prometheus.stop()
    prometheus.start()
    prometheus.wait_healthy()
    eventually(lambda: not site.alerts() and site.query('up{job="gateway"} == 1'), "quiet", FIRES_SECONDS, every=1)
    return site


def test_every_alert_is_made_here_or_said_why_not() -> None:
    groups = yaml.safe_load((RULES / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    made = set().union(*(alerts for _, alerts in CAUSES))
    assert {rule["alert"] for group in groups for rule in group["rules"]} == made | set(NOT_MADE)
    assert not made & set(NOT_MADE)


@pytest.mark.parametrize(("cause", "alerts"), CAUSES, ids=lambda one: getattr(one, "__name__", ""))
def test_an_alert_fires_and_clears(
    cause: Callable[[Site], AbstractContextManager[None]], alerts: set[str], watched: Site
) -> None:
    seen: set[str] = set()

    def all_fire() -> bool:
        seen.update(watched.alerts())
        return alerts <= seen

    begun = time.monotonic()
    with cause(watched):
        try:
            eventually(all_fire, f"{alerts} fire", FIRES_SECONDS, every=1)
        except AssertionError:
            raise AssertionError(f"of {sorted(alerts)} only {sorted(seen)} fired") from None
        fired = time.monotonic() - begun
    undone = time.monotonic()
    eventually(lambda: not alerts & watched.alerts(), f"{alerts} clear", FIRES_SECONDS, every=1)
    cleared = time.monotonic() - undone
    print(f"\n{cause.__name__}: {sorted(seen)} fired after {fired:.0f} s, cleared {cleared:.0f} s after its end")
