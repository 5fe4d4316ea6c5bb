"""`python -m tests.stream_processor.join.bounds_search LISTS`: looks for a list that bounds build or change wrongly.

It draws shards, and events that follow, one by one and in crowds, until so many lists were compared with those of
scoring every pair, to the last bit, and ends with 1 and the seed at the first difference. Not part of the tests: ten
million lists take hours.
"""

from __future__ import annotations

import sys

import numpy as np

from model.registry import Registry
from model.scoring.scorer import Scorer
from stream_processor.join import building
from tests.stream_processor.join.lists import NEVER, bent, crowds, differing, entities, later, published, shard_of
from tests.trained import shared

EVENTS, BATCHES = 20, 8
PUBLISHED = 0.3
"""How often the lists are published after a change: only then are slots of removed entities used again."""
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
        changes = [[change] for change in later(draw, events, EVENTS)] + crowds(draw, events, BATCHES, EVENTS + 2)
        for number, batch in enumerate(changes):
            # Single events, and the crowds of every other seed, never build all lists anew.
            built = seed % 2 and number >= EVENTS
            shards[0]._rescoring._built_from = 0 if built else NEVER
            for shard in shards:
                shard.apply(batch)
                shard.bring_up()
            wrong += differing(*shards, reserve=not built)
            compared += len(shards[0]._jobs) + len(shards[0]._applicants)
            if draw.random() < PUBLISHED and published(shards[0]) != published(shards[1]):
                wrong.append("published")
        if wrong:
            print(f"seed {seed}: {', '.join(wrong)}")
            return 1
        compared += jobs + people
        seed += 1
    print(f"{compared:,} lists are those of scoring every pair, up to seed {seed - 1}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
