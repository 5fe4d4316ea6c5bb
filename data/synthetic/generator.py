"""Draws jobs and applicants without end, with the odds that a pair is considered and that it ends in a hire."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from data.contract.entities import Applicant, ApplicantDescription, Job, JobDescription
from data.synthetic.facts import applicant_facts, job_facts
from data.synthetic.text import applicant_fields, job_fields
from data.synthetic.truth import consideration, truth


class Generator:
    """A source of jobs and applicants; the same seed gives the same ones.

    Parameters
    ----------
    seed : int
        Where the world begins.
    first_id : int, default=1
        The number of the first job and of the first applicant: ids are numbers, as in the real data.

    Examples
    --------
    >>> generator = Generator(seed=7)
    >>> job, applicant = generator.job(), generator.applicant()
    >>> 0.0 < generator.hire_probability(job, applicant) < 1.0
    True
    >>> generator.suitability(job, applicant) >= 0.0
    True
    """

    def __init__(self, seed: int, first_id: int = 1) -> None:
        # Two sources: the jobs don't depend on how many applicants were drawn, nor the applicants on the jobs.
        self._jobs = Random(f"{seed}/jobs")  # noqa: S311 - a world that can be drawn again, no secret
        self._applicants = Random(f"{seed}/applicants")  # noqa: S311
        self._next_job = self._next_applicant = first_id

    def job(self) -> Job:
        """Draw the next job."""
        _, fields = job_fields(self._jobs)
        fields["id"] = str(self._next_job)
        self._next_job += 1
        return Job.model_validate(fields)

    def applicant(self) -> Applicant:
        """Draw the next applicant."""
        _, fields = applicant_fields(self._applicants)
        fields["id"] = str(self._next_applicant)
        self._next_applicant += 1
        return Applicant.model_validate(fields)

    def jobs(self) -> Iterator[Job]:
        """Draw jobs without end."""
        while True:
            yield self.job()

    def applicants(self) -> Iterator[Applicant]:
        """Draw applicants without end."""
        while True:
            yield self.applicant()

    @staticmethod
    def suitability(job: JobDescription, applicant: ApplicantDescription) -> float:
        """Log-odds of consideration for this job, compared with an applicant who says nothing."""
        return consideration(job_facts(dict(job)), applicant_facts(dict(applicant)))

    @staticmethod
    def hire_probability(job: JobDescription, applicant: ApplicantDescription) -> float:
        """Probability that a decided application of this applicant to this job is a hire."""
        return truth(job_facts(dict(job)), applicant_facts(dict(applicant))).probability
