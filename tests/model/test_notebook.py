from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[2] / "docs" / "treinamento.ipynb"


@pytest.mark.long
@pytest.mark.enable_socket
def test_the_notebook_runs(monkeypatch):
    monkeypatch.setenv("MATCHSTREAM_NOTEBOOK_JOBS", "400")
    monkeypatch.setenv("PYTHONPATH", str(NOTEBOOK.parents[1]))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "outputs are made where it runs, not committed"
    done = NotebookClient(notebook, timeout=240, kernel_name="python3").execute()
    pictures = [
        output for cell in done.cells for output in cell.get("outputs", []) if "image/png" in output.get("data", {})
    ]
    assert len(pictures) == 4
