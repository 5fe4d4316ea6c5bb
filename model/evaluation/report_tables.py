"""The figures of a report as tables, for the terminal and for the model card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.evaluation.concentration import GROUPS, NEAR_EQUAL
from model.evaluation.contenders import TRUTH
from model.evaluation.figures import METRICS
from model.evaluation.knowledge import EVERYBODY, KNOWN
from model.evaluation.retrieval import FIGURES

_POPULATIONS = {
    "decided": "Pooled, decided applications (hired against rejected or withdrawn)",
    "all": "Pooled, all applications (the undecided ones as not hired so far)",
}
POOLED_SENTENCE = "Figures over all pairs at once mostly tell which jobs get filled, not who fits them."
_QUESTIONS = {
    "jobs": (
        "Retrieval of jobs: which job did this person apply to",
        "jobs of the time, never applied to by the person",
    ),
    "applicants": ("Retrieval of people: who applied to this job", "applicants of the time, never to this job"),
}
_SPREAD = ("commonest_best", "different_jobs", "gini", "median_best_score")
_EVEN = (
    f" Near equal: the model's lists if chance ordered jobs in one step of {NEAR_EQUAL} in log-odds, which is one "
    "standard error."
)


@dataclass(frozen=True)
class Table:
    """One table.

    Attributes
    ----------
    title, note : str
    header : tuple of str
        Of all columns, the first one included.
    rows : tuple of tuples of str
    """

    title: str
    note: str
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def text(self) -> str:
        """For a terminal: columns as wide as they need to be."""
        lines = [self.title, self.note]
        widths = [max(map(len, column)) for column in zip(self.header, *self.rows, strict=True)]
        for row in (self.header, *self.rows) if self.rows else ():
            cells = zip(row, widths, strict=True)
            lines.append("  " + "  ".join(cell.ljust(width) for cell, width in cells).rstrip())
        return "\n".join(lines)

    def markdown(self) -> list[str]:
        """For the model card, under a heading of the fourth level."""
        lines = [f"#### {self.title}", "", self.note, ""]
        if self.rows:
            lines += [_line(self.header), "|---" * len(self.header) + "|", *map(_line, self.rows), ""]
        return lines


def tables(found: Mapping[str, Any]) -> list[Table]:
    """Every table of a report, retrieval first.

    Parameters
    ----------
    found : mapping
        From `model.evaluation.report`; absent parts have no table.
    """
    made: list[Table] = []
    if "retrieval" in found:
        made += [table for direction in _QUESTIONS for table in _retrieval(direction, found["retrieval"])]
    if "concentration" in found:
        made.append(_concentration(found["concentration"]))
    return made + [_pooled(title, found[name]) for name, title in _POPULATIONS.items() if name in found]


def _retrieval(direction: str, found: Mapping[str, Any]) -> Iterator[Table]:
    title, others = _QUESTIONS[direction]
    part = found[direction]
    everybody, drawn = part[EVERYBODY], found["drawn"]
    left_out = f"{part['left_out']:,} applications are left out, with fewer than {drawn} others to draw from."
    if not everybody["applications"]:
        yield Table(title, f"No application of a person with a descriptive field could be judged; {left_out}")
        return
    size = f"{everybody['applications']:,} applications of {everybody['people']:,} people to {everybody['jobs']:,} jobs"
    note = (
        f"{size}, each among {drawn} random {others} (within {found['within_days']} days). AUC is the share of them "
        f"that score lower; TF-IDF knows the words of {found['words_of']}. {left_out}"
    )
    figures = everybody["figures"]
    names = _ordered(figures)
    metrics = [metric for metric in FIGURES if metric in figures[names[0]]]
    best = everybody.get("of_best", {})
    reach = ("of the best possible",) if best else ()
    yield Table(
        title,
        note,
        ("", *map(_name, metrics), *reach),
        tuple(
            (
                _name(name),
                *(_shown(figures[name][metric]) for metric in metrics),
                *([f"{best[name]:.1%}"] if best else []),
            )
            for name in names
        ),
    )
    groups = [group for group in KNOWN if part[group]["applications"]]
    sizes = ", ".join(
        f"{_name(group)} {part[group]['applications']:,} applications of {part[group]['people']:,} people "
        f"to {part[group]['jobs']:,} jobs" for group in groups
    )  # fmt: skip
    yield Table(
        f"{title}: AUC by what is known of the person",
        f"{sizes}.",
        ("", *map(_name, groups)),
        tuple((_name(name), *(_shown(part[group]["figures"][name]["auc"]) for group in groups)) for name in names),
    )


def _concentration(found: Mapping[str, Any]) -> Table:
    rows = [
        (f"{_name(name)}, {_name(group)}", f"{found[group]['people']:,}",
         *(_plain(metric, found[group][name].get(metric)) for metric in _SPREAD))
        for group in GROUPS for name in ("model", "near_equal", "random") if name in found[group]
    ]  # fmt: skip
    return Table(
        "Concentration: is everybody shown the same few jobs",
        f"Each person's best {found['listed']} of {found['jobs']:,} open jobs. Commonest best: share of people whose "
        "best job is the commonest best job. Gini: of how often each open job is listed."
        f"{_EVEN if 'near_equal' in found[GROUPS[0]] else ''}",
        ("", "people", *map(_name, _SPREAD)),
        tuple(rows),
    )


def _pooled(title: str, part: Mapping[str, Any]) -> Table:
    if not part.get("pairs"):
        return Table(title, "No pairs.")
    note = [f"{part['pairs']:,} pairs of {part['jobs']:,} jobs, {part['hired']:,} hired ({part['base_rate']:.1%})."]
    note.append(POOLED_SENTENCE)
    if "counted" in part:
        counted = part["counted"]
        note.append(
            f"Within-job AUC is over {counted['comparisons']:,} comparisons of a hired and another candidate in "
            f"{counted['compared_jobs']:,} jobs, NDCG over {counted['ranked_jobs']:,} jobs with a hire and three "
            "candidates or more."
        )
    if "ece_by_chance" in part:
        note.append(
            f"ECE by chance alone {part['ece_by_chance']:.3f}; calibration error less chance "
            f"{part['ece_debiased']:.3f} (root mean square)."
        )
    names = _ordered(part["figures"])
    return Table(
        title,
        " ".join(note),
        ("", *map(_name, METRICS)),
        tuple((_name(name), *(_shown(part["figures"][name][metric]) for metric in METRICS)) for name in names),
    )


def _ordered(names: Iterable[str]) -> list[str]:
    """The model first, the best possible last."""
    return sorted(names, key=lambda name: (name != "model", name in {TRUTH, "bayes"}, name))


def _name(key: str) -> str:
    return {"cv_or_skills": "CV or skills", "tfidf": "TF-IDF", TRUTH: "truth (best possible)"}.get(
        key, key.replace("_", " ")
    )


def _plain(metric: str, value: float | None) -> str:
    if value is None:
        return ""
    return {"commonest_best": f"{value:.1%}", "different_jobs": f"{value:,}"}.get(metric, f"{value:.3f}")


def _shown(figure: Mapping[str, float | None]) -> str:
    value, low, high = figure["value"], figure["low"], figure["high"]
    if value is None:
        return ""
    return f"{value:.3f} ({low:.3f}, {high:.3f})" if low is not None else f"{value:.3f}"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
