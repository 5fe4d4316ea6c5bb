"""Labelled pairs for training and evaluation, from a folder's applications.

Features use only what was known when the person applied: the entities' own fields. Status, dates, comments and anything
else that is written later is used for labels and splits only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from data.contract.entities import Applicant, Job
from data.files.decision_folder import Dataset
from data.files.statuses import Outcome, outcome

DECIDED = frozenset(outcome for outcome in Outcome if outcome.decided)
"""Outcomes that end an application: hired against not hired. The others are censored."""
JUDGED = frozenset(outcome for outcome in Outcome if outcome.judged)
"""Outcomes from which differences between a job's candidates are learned: hired against rejected."""
BANNED = (
    "status",
    "situacao",
    "situacao_candidado",
    "data_candidatura",
    "ultima_atualizacao",
    "comentario",
    "recrutador",
    "modalidade",
    "data_inicial",
    "data_final",
    "nome",
    "email",
    "telefone",
    "cpf",
    "sexo",
    "estado_civil",
    "pcd",
    "data_nascimento",
    "cidade_candidato",
)
"""Fields that no feature may read: known only afterwards, or personal."""
_NEVER = date.min


@dataclass(frozen=True)
class Pairs:
    """Labelled applications, in the order of time.

    Attributes
    ----------
    job_ids, applicant_ids : list of str
    outcomes : ndarray of shape (n,), str
        Value of `data.files.statuses.Outcome`.
    applied_on : ndarray of shape (n,), datetime64[D]
        For splits only.
    """

    jobs: Mapping[str, Job]
    applicants: Mapping[str, Applicant]
    job_ids: list[str]
    applicant_ids: list[str]
    outcomes: NDArray[np.str_]
    applied_on: NDArray[np.datetime64]

    def __len__(self) -> int:
        return len(self.job_ids)

    @property
    def hired(self) -> NDArray[np.bool_]:
        """Whether each application ended in a hire."""
        return np.asarray(self.outcomes == Outcome.HIRED.value)

    @property
    def decided(self) -> NDArray[np.bool_]:
        """Whether each application has ended."""
        return np.isin(self.outcomes, [found.value for found in DECIDED])

    @property
    def groups(self) -> NDArray[np.int64]:
        """Number of each pair's job, for splitting and resampling by job."""
        return np.unique(np.array(self.job_ids), return_inverse=True)[1].astype(np.int64)

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> Pairs:
        """Keep some rows, in their order."""
        index = np.flatnonzero(rows) if rows.dtype == bool else rows
        return Pairs(
            self.jobs,
            self.applicants,
            [self.job_ids[row] for row in index],
            [self.applicant_ids[row] for row in index],
            self.outcomes[index],
            self.applied_on[index],
        )


def labelled(dataset: Dataset) -> Pairs:
    """Applications with a known status whose job and applicant are both in the folder.

    Parameters
    ----------
    dataset : Dataset

    Returns
    -------
    Pairs
        Sorted by day of application, then job, then applicant.
    """
    rows = sorted(
        (
            (prospect.applied_on or _NEVER, prospect.job_id, prospect.applicant_id, found.value)
            for prospect in dataset.applications
            if (found := outcome(prospect.status)) is not Outcome.UNKNOWN
            and prospect.job_id in dataset.jobs
            and prospect.applicant_id in dataset.applicants
        ),
    )
    days: Sequence[date] = [row[0] for row in rows]
    return Pairs(
        dataset.jobs,
        dataset.applicants,
        [row[1] for row in rows],
        [row[2] for row in rows],
        np.array([row[3] for row in rows], str),
        np.array(days, "datetime64[D]"),
    )


def by_time(pairs: Pairs, share: float = 0.2) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Split into earlier pairs and the latest ones, of jobs that the earlier ones don't have.

    Parameters
    ----------
    pairs : Pairs
    share : float, default 0.2
        Of the pairs, the latest.

    Returns
    -------
    earlier, later : ndarray of shape (n,), bool
        Later pairs of jobs seen earlier are in neither.
    """
    cut = pairs.applied_on[min(int(len(pairs) * (1 - share)), len(pairs) - 1)]
    earlier = pairs.applied_on < cut
    seen = {job for job, early in zip(pairs.job_ids, earlier, strict=True) if early}
    return earlier, ~earlier & np.array([job not in seen for job in pairs.job_ids], bool)


def by_job(pairs: Pairs, folds: int, seed: int) -> NDArray[np.int64]:
    """Fold of each pair: ndarray of shape (n,), int64; all pairs of a job are in one fold."""
    groups = pairs.groups
    order = np.random.default_rng(seed).permutation(int(groups.max(initial=-1)) + 1)
    return (order % folds)[groups].astype(np.int64)
