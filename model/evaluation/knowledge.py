"""How much is known of a person: the groups for which figures are given separately."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from data.contract.entities import ApplicantDescription

PLACE = ("cidade", "estado")
FIELDS = tuple(field for field in ApplicantDescription.model_fields if field not in PLACE)
"""Fields that describe a person: a record without any of them says nothing."""


def fields_given(applicant: ApplicantDescription) -> int:
    """How many of `FIELDS` have a value."""
    return sum(getattr(applicant, field) is not None for field in FIELDS)


KNOWN: Mapping[str, Callable[[ApplicantDescription], bool]] = {
    "any_field": lambda applicant: fields_given(applicant) > 0,
    "cv_or_skills": lambda applicant: applicant.cv is not None or applicant.conhecimentos_tecnicos is not None,
    "area": lambda applicant: applicant.area_de_atuacao is not None,
    "four_fields": lambda applicant: fields_given(applicant) >= 4,
}
"""Whether a person belongs to a group; the first holds all the others."""
EVERYBODY = next(iter(KNOWN))
