"""A synthetic world of jobs and applicants in which the probability of a hire is known.

`python -m data.synthetic --jobs N --seed S --out DIR` writes a folder of any size in the raw schema of
`data.decision`, with the truth beside it; `Generator` draws single jobs and applicants without end. What decides stands
in `data.synthetic.truth`.
"""

from data.synthetic.folder import generate, load_truth
from data.synthetic.generator import Generator

__all__ = ["Generator", "generate", "load_truth"]
