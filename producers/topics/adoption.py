"""Accepts topics that were made anew, by writing progress for the present topics.

Workers then read a new topic from its beginning. The cache writer notices other ids or another partition count, and
fills Redis anew.
"""

from __future__ import annotations

from collections.abc import Collection

from data.contract.topics import JOBS, JOBS_BY_SHARD
from data.kafka import topic_admin, topic_edits
from data.kafka.dead_letters import of_former
from data.kafka.progress import Progress, last
from data.kafka.reading import described
from data.kafka.topic_admin import TopicsUnfit
from data.kafka.topic_watch import Kind, TopicWatch
from producers.sender import Sender
from producers.settings import ProducerSettings

WORKERS = "matchstream"
"""The workers' consumer group."""

_HANDED_OUT = {JOBS.name, JOBS_BY_SHARD.name}


def adopt(settings: ProducerSettings) -> list[str]:
    """Accept topics that were made anew; workers will read them from their beginnings.

    It may be repeated after an interruption, because progress, which names the accepted topics, is written last.

    Returns
    -------
    list of str
        The topics that were accepted.

    Raises
    ------
    TopicsUnfit
        While workers run, or where topics are missing or have other partition counts.
    """
    require_stopped(settings)
    topic_admin.check(settings, settings.partitions)
    watch = TopicWatch(settings)
    changes = watch.look(settings.kafka_timeout)
    if others := [change.says for change in changes if change.kind is not Kind.ANEW]:
        raise TopicsUnfit("; ".join(others))
    anew = {change.topic for change in changes}
    if not anew:
        return []
    renewed = anew | _HANDED_OUT if anew & _HANDED_OUT else anew
    if JOBS_BY_SHARD.name in renewed:
        # The shards' copies may be missing, or of jobs that no longer exist: all jobs are distributed again.
        topic_edits.delete(settings, [JOBS_BY_SHARD.name])
        topic_admin.create(settings, settings.partitions, settings.replication, settings.min_insync)
    with Sender(settings) as sender:
        sender.send(of_former(settings, {name: watch.former(name) for name in anew}))
        write_progress(settings, sender, renewed)
    return sorted(anew)


def workers(settings: ProducerSettings) -> int:
    """Number of workers in the group; the development broker always reports none."""
    admin, _ = described(settings)
    asked = admin.describe_consumer_groups([WORKERS], request_timeout=settings.kafka_timeout)
    return len(asked[WORKERS].result().members)


def require_stopped(settings: ProducerSettings) -> None:
    """Refuse while workers run, for they would overwrite the new progress.

    Raises
    ------
    TopicsUnfit
    """
    if running := workers(settings):
        raise TopicsUnfit(f"{running} workers run: stop all programs, and whatever else sends events, first")


def write_progress(settings: ProducerSettings, sender: Sender, renewed: Collection[str]) -> None:
    """Write every shard's progress for the topics as they are, at the beginning of those that are renewed.

    Parameters
    ----------
    settings : ProducerSettings
    sender : Sender
    renewed : collection of str
        Topics that are taken in from their beginnings.
    """
    watch = TopicWatch(settings)
    watch.look(settings.kafka_timeout)
    sender.send(
        Progress(
            {topic: 0 if topic in renewed else at for topic, at in held.next.items()},
            is_healed=False,
            topics=watch.topics,
        ).to_record(shard)
        for shard, held in last(settings, range(settings.partitions)).items()
    )
