"""`python -m tests.stream_processor.join.bounds_search LISTS`: looks for a list that bounds build or change wrongly.

It draws shards, and events that follow, until so many lists were compared with those of scoring every pair, to the last
bit, and ends with 1 and the seed at the first difference. Not part of the tests: ten million lists take hours.
"""

from __future__ import annotations

import sys

import numpy as np

from model.registry import Registry
from model.scoring.scorer import Scorer
from stream_processor.join import building
from tests.stream_processor.join.lists import NEVER, bent, differing, entities, later, shard_of
from tests.trained import shared

EVENTS = 20
SIZES = ((1, 1, 0.0), (2, 3, 1.0), (10, 20, 1.0), (3, 40, 0.5))


def main(lists: int, seed: int = 0) -> int:
    """Compare so many lists, from a seed on; 1 where one differs."""
    scorer = Scorer.load(Registry(shared() / "registry").resolve("champion"))
    building.USELESS = 2.0  # bounds are not given up, however little they help
    compared = 0
    while compared < lists:
        draw = np.random.default_rng(seed)
        model = bent(scorer, draw)
        jobs, people, kinds = (int(draw.choice(sizes)) for sizes in ([1, 20, 300], [1, 20, 300], [2, 20, 200]))
        events, sizes = entities(draw, jobs, people, kinds), SIZES[draw.integers(len(SIZES))]
        shards = shard_of(model, sizes, 0, events, reached_from=0), shard_of(model, sizes, NEVER, events)
        wrong = differing(*shards)
        for change in later(draw, events, EVENTS):
            for shard in shards:
                shard._rescoring._built_from = NEVER
                shard.apply([change])
                shard.bring_up()
            wrong += differing(*shards)
        if wrong:
            print(f"seed {seed}: {', '.join(wrong)}")
            return 1
        compared += (1 + EVENTS) * (jobs + people)
        seed += 1
    print(f"{compared:,} lists are those of scoring every pair, up to seed {seed - 1}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
