"""Whether a broker keeps what it acknowledges: a production profile refuses topics that one lost disk can empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from confluent_kafka.admin import ConfigEntry, TopicMetadata  # type: ignore[attr-defined]

LEAST_REPLICAS, LEAST_IN_SYNC = 3, 2
"""With these a broker may be away while another is lost, and nothing that was acknowledged is."""

MIN_IN_SYNC = "min.insync.replicas"
UNCLEAN = "unclean.leader.election.enable"


def weaknesses(name: str, topic: TopicMetadata, held: Mapping[str, ConfigEntry]) -> Iterator[str]:
    """Say what of a topic is too weak for production, and what to do.

    Parameters
    ----------
    name : str
    topic : TopicMetadata
        As the broker describes it.
    held : mapping of str to ConfigEntry
        Its settings, the broker's defaults included.
    """
    replicas = min((len(partition.replicas) for partition in topic.partitions.values()), default=0)
    if replicas < LEAST_REPLICAS:
        yield (
            f"{name} has {replicas} replicas, {LEAST_REPLICAS} are needed in production: set "
            "MATCHSTREAM_REPLICATION before topics are created, or move its partitions by kafka-reassign-partitions.sh"
        )
    in_sync = _number(held.get(MIN_IN_SYNC))
    if in_sync is None or not LEAST_IN_SYNC <= in_sync < max(replicas, LEAST_IN_SYNC + 1):
        yield (
            f"{name} has {MIN_IN_SYNC}={'(not told)' if in_sync is None else in_sync}, from {LEAST_IN_SYNC} to fewer "
            "than its replicas are needed in production: alter it with `kafka-configs.sh --alter --entity-type topics "
            f"--entity-name {name} --add-config {MIN_IN_SYNC}={LEAST_IN_SYNC}`"
        )
    unclean = held.get(UNCLEAN)
    if unclean is not None and unclean.value == "true":
        yield f"{name} has {UNCLEAN}=true: a broker that missed records may become its leader, and they are lost"


def _number(entry: ConfigEntry | None) -> int | None:
    return int(entry.value) if entry is not None and entry.value is not None and entry.value.isdigit() else None
