"""`python -m stream_processor drift`: what all shards counted beside the reference of the announced champion."""

from __future__ import annotations

import json

from data.errors import ExitCode, MatchstreamError
from data.kafka.champion import announced
from data.kafka.shard_drift import last
from model.drift import outcomes, profile, report
from model.drift.findings import judge, look_at_lists, merge
from model.drift.profile import NoProfile
from model.registry import CHAMPION, Registry
from stream_processor.settings import StreamSettings


class NotWatched(MatchstreamError):
    """Drift can't be told; the text says why."""

    exit_code = ExitCode.CONFIGURE


def run(settings: StreamSettings, *, as_json: bool) -> int:
    """Print the report.

    Raises
    ------
    NotWatched
        If the model has no reference profile, or no shard counted for it.
    ArtifactRefused, NothingRead, Refused, KafkaException
    """
    folder = Registry(settings.model_registry).resolve(announced(settings) or CHAMPION)
    try:
        reference = profile.read(folder)
    except NoProfile as error:
        raise NotWatched(f"drift is not watched: {error}") from error
    shards = last(settings, range(settings.partitions))
    merged = merge(reference, shards.values())
    if not merged.shards:
        raise NotWatched(f"no shard has counted anything for {folder.name} yet: do workers run, and score with it?")
    found = judge(reference, merged.counts)
    lists = look_at_lists(merged.best_jobs, merged.open_jobs)
    decided = outcomes.figures(one for shard in shards.values() for one in shard.outcomes)
    if as_json:
        told = report.as_json(found, lists, decided)
        print(json.dumps({"model": folder.name, "shards": merged.shards, **told}))
    else:
        print(report.text(f"{folder.name}, {merged.shards} shards", found, lists, decided), end="")
    return ExitCode.OK
