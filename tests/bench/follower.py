"""Follows events in a shard of the checkout that it is started in: `beside` runs it in two of them, in turn.

Of the benchmarks it takes `tests.bench.setting` alone, and that of the checkout that it is started in.
"""

from __future__ import annotations

import gc
import hashlib
import json
import sys
import time
from datetime import timedelta
from itertools import count, cycle, islice
from pathlib import Path
from typing import Any

import numpy as np

from data.contract.entities import Applicant, Job
from data.contract.events import Event, EventType, event
from stream_processor.join.shard import Shard
from tests.bench.setting import BEGINNING, Setting

K_APPLICANT, K_JOB, RESERVE = 10, 20, 1.0
KINDS: dict[str, Any] = {"jobs": Job, "applicants": Applicant}
_serials = count(1)


class Follower:
    """One shard, and the events that it is told to follow.

    Parameters
    ----------
    world : dict
        By kind, those `held` and `others` whose contents they take on, as dictionaries.
    """

    def __init__(self, world: dict[str, dict[str, list[dict[str, Any]]]]) -> None:
        scorer = Setting(quick=False).scorer
        self.model = scorer.version
        self.shard = Shard(scorer, K_APPLICANT, K_JOB, RESERVE)
        self._bring_up = getattr(self.shard, "bring_up", lambda: None)  # once, `apply` did all
        self._encoded: dict[int, Any] = {}
        self._kept: list[Any] = []
        self._changes: dict[str, Any] = {}
        sides: dict[str, Any] = {"jobs": self.shard._jobs, "applicants": self.shard._applicants}
        for name, kind in KINDS.items():
            held, others = ([kind.model_validate(one) for one in world[name][which]] for which in ("held", "others"))
            self._take_encoded(sides[name].columns)
            self.shard.apply([_upsert(one, 0) for one in held])
            self._changes[name] = self._follow(name, held, others)
        self.shard.publish()
        self._encoded.clear()
        gc.collect()
        gc.freeze()
        gc.disable()

    def _take_encoded(self, columns: Any) -> None:
        """Have entities encoded before the clock runs: that part is another figure's."""
        columns._encode_now, encoded = columns._encode, self._encoded
        columns._encode = lambda one: encoded.get(id(one)) or columns._encode_now(one)

    def _follow(self, name: str, held: list[Any], others: list[Any]) -> Any:
        columns = getattr(self.shard, f"_{name}").columns
        for number, other in enumerate(cycle(others), 1):
            one = other.model_copy(update={"id": held[number * 7 % len(held)].id})
            self._encoded[id(one)] = columns._encode_now(one)
            self._kept.append(one)  # so that no other gets its number
            yield _upsert(one, number)

    def follow(self, name: str, number: int) -> dict[str, list[float]]:
        """Seconds of processor time of so many events: scoring and lists, and what is to be published."""
        found: dict[str, list[float]] = {"lists": [], "published": []}
        for one in islice(self._changes[name], number):
            begun = time.process_time()
            self.shard.apply([one])
            self._bring_up()
            listed = time.process_time()
            self.shard.publish()
            found["published"].append(time.process_time() - listed)
            found["lists"].append(listed - begun)
        return found

    def digest(self) -> str:
        """A hash of all lists as far as they are published."""
        total = hashlib.sha256()
        for lists in (self.shard._view.best_jobs, self.shard._view.best_applicants):
            length = np.minimum(lists.length, lists.k)
            used = np.arange(lists.k) < length[:, None]
            for array in (length, lists.slots[:, : lists.k][used], lists.scores[:, : lists.k][used]):
                total.update(array.tobytes())
        return total.hexdigest()


def _upsert(entity: Any, after: int) -> Event:
    kind = EventType.JOB_UPSERTED if isinstance(entity, Job) else EventType.APPLICANT_UPSERTED
    return event(kind, entity, time=BEGINNING + timedelta(seconds=after), source="bench", id=str(next(_serials)))


def main() -> None:
    """Say which model it has; answer each line of a kind and a number with what following so many took."""
    follower = Follower(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    print(json.dumps(follower.model), flush=True)
    for line in sys.stdin:
        name, number = line.split()
        print(json.dumps(follower.follow(name, int(number)) | {"digest": follower.digest()}), flush=True)


if __name__ == "__main__":
    main()
