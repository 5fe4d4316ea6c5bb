"""Metrics of drift: of all shards together, so every gateway tells the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, Gauge

from model.drift.findings import Finding, Lists, Verdict
from model.drift.outcomes import OutcomeFigures
from model.drift.traits import TRAITS

_BANDS = TRAITS["application.band"].names


class DriftMetrics:
    """Tells what was found of drift; NaN where nothing is known."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def gauge(name: str, told: str, *labels: str) -> Gauge:
            return Gauge(f"matchstream_drift_{name}", told, labels, registry=registry)

        self._watched = gauge("watched", "1 while the shards' counts are compared with the model's reference profile.")
        self._index = gauge("index", "Population stability index of a trait beside the model's reference.", "trait")
        self._line = gauge("line", "The index from which a trait counts as moved.", "trait")
        self._chance = gauge("chance", "The index that chance alone gives on average.", "trait")
        self._rows = gauge("rows", "Rows of a trait that are compared: the newest, each entity once.", "trait")
        self._absent = gauge("absent_share", "Share of the rows of a trait that have no value.", "trait")
        self._unread = gauge("unread_share", "Share of the rows of a trait whose value is not understood.", "trait")
        self._moved = gauge("moved", "1 for a trait that has moved, or of which a quarter was lost.", "trait")
        self._bands = gauge("band_share", "Share of the newest applications in each band of the score.", "band")
        self._commonest = gauge("commonest_best_job_share", "Share of people whose best job is the commonest one.")
        self._different = gauge("different_best_jobs", "Number of jobs that are the best of somebody.")
        self._concentrated = gauge("lists_concentrated", "1 while too many people have one best job.")
        self._outcomes = gauge("outcomes", "Decided applications that are looked at: the last 1,000 of all shards.")
        self._accuracy = gauge("accuracy", "Share of these whose outcome was as their score said.")
        self._hired = gauge("hired", "Hires among these whose chance was known.")
        self._foretold = gauge("hired_foretold", "Hires that were foretold: the sum of the chances.")
        self._calibration = gauge("calibration_error", "Mean gap between the chance and the share of hires.")
        self._off = gauge("outcomes_off", "1 while far more or fewer are hired than was foretold.")
        self.nothing()

    def nothing(self) -> None:
        """Tell that nothing is known."""
        self._watched.set(0)
        by_trait = (self._index, self._line, self._chance, self._rows, self._absent, self._unread, self._moved)
        for gauge in (*by_trait, self._bands):
            gauge.clear()
        for gauge in (self._commonest, self._different, self._concentrated):
            gauge.set(float("nan"))

    def of_inputs(self, found: Iterable[Finding], lists: Lists, bands: Mapping[str, float]) -> None:
        """Set what was found of inputs, scores and lists."""
        self.nothing()
        self._watched.set(1)
        for one in found:
            self._index.labels(one.trait).set(one.index)
            self._line.labels(one.trait).set(one.line)
            self._chance.labels(one.trait).set(one.chance)
            self._rows.labels(one.trait).set(one.rows)
            self._absent.labels(one.trait).set(one.absent)
            if TRAITS[one.trait].reads:
                self._unread.labels(one.trait).set(one.unread)
            self._moved.labels(one.trait).set(one.verdict is Verdict.MOVED)
        for band in _BANDS[1:]:
            self._bands.labels(band).set(bands.get(band, 0.0))
        self._commonest.set(lists.commonest)
        self._different.set(lists.different)
        self._concentrated.set(lists.verdict is Verdict.MOVED)

    def of_outcomes(self, found: OutcomeFigures) -> None:
        """Set what was found of outcomes."""
        self._outcomes.set(found.count)
        self._accuracy.set(found.accuracy)
        self._hired.set(found.of_foretold)
        self._foretold.set(found.foretold)
        self._calibration.set(found.calibration_error)
        self._off.set(found.verdict is Verdict.MOVED)
