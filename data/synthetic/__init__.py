"""A synthetic world of jobs and applicants, whose rules of who is considered and who is hired are known.

`python -m data.synthetic --jobs N --seed S --out DIR` writes a folder of any size in the raw schema of
`data.files.decision_folder`, with the truth beside it. `Generator` draws single jobs and applicants without end, and
gives the log-odds of consideration (`suitability`) and the probability of a hire (`hire_probability`) of any pair.

`data.synthetic.truth` holds the rules. They compare the skills, the area, the academic level, English, Spanish and the
seniority of a person with those that a job asks for. The places of a job go to people of the same time by these rules.
The number of places is random; how often a person applies follows from the draws.
"""

from data.synthetic.folder import generate, load_truth
from data.synthetic.generator import Generator

__all__ = ["Generator", "generate", "load_truth"]
