"""Prints the CVs of `printed/` anew: `python tests/documents/print_cvs.py`, with LaTeX and LibreOffice at hand.

They are committed, for these programs take longer to install than all tests that read their files.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent / "printed"
COUNT, SEED = 6, 2


def main() -> None:
    from tests.documents import cvs, docx, latex  # noqa: PLC0415 -- found only now

    with tempfile.TemporaryDirectory() as made:
        for cv in cvs.made(COUNT, SEED):
            Path(made, f"writer-{cv.number}.docx").write_bytes(docx.of_cv(cv))
            source = Path(made, f"latex-{cv.number}.tex")
            source.write_text(latex.of_cv(cv), encoding="utf-8")
            subprocess.run(["pdflatex", "-interaction=batchmode", "-output-directory", FOLDER, source], check=True)
        files = sorted(Path(made).glob("*.docx"))
        subprocess.run(["soffice", "--headless", "--convert-to", "pdf", "--outdir", FOLDER, *files], check=True)
    for file in FOLDER.iterdir():
        if file.suffix != ".pdf":
            file.unlink()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    main()
