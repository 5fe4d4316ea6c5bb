"""A synthetic world of jobs and applicants in which it is known who is considered for a job, and who is hired.

`python -m data.synthetic --jobs N --seed S --out DIR` writes a folder of any size in the raw schema of
`data.files.decision_folder`, with the truth beside it; `Generator` draws single jobs and applicants without end, and
says of any pair its log-odds of consideration (`suitability`) and its probability of a hire (`hire_probability`).

What decides, in `data.synthetic.truth`: the share of the asked skills held, the area, and academic level, English,
Spanish and seniority against what is asked. The people of a time are drawn for the places of a job by it; nothing but
chance says how many places a job has, and how often a person applies follows from the draws.
"""

from data.synthetic.folder import generate, load_truth
from data.synthetic.generator import Generator

__all__ = ["Generator", "generate", "load_truth"]
