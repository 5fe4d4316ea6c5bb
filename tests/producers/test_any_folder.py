"""Whatever stands in a folder, it is read and can be sent, or it is refused by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.contract.codec import decode, encode
from data.files.decision_folder import UnreadableData, read
from producers.replay import events

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6)
    | st.sampled_from(["", "1", "\ud800", "01-02-2021", "2021-02-01", "9" * 200, 10**400, 7.0])
)  # fmt: skip
ANYTHING = st.recursive(
    SCALARS, lambda inside: st.lists(inside, max_size=2) | st.dictionaries(st.text(max_size=4), inside, max_size=2),
    max_leaves=4,
)  # fmt: skip


def block(*names: str) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, SCALARS | ANYTHING)) | ANYTHING


KEYS = st.sampled_from(["1", "2", "\ud800", "a b", ""]) | st.text(max_size=4)
PROSPECT = block("codigo", "situacao_candidado", "data_candidatura", "ultima_atualizacao")
FILES = {
    "vagas": st.fixed_dictionaries(
        {"informacoes_basicas": block("titulo_vaga", "data_requicisao", "vaga_sap"), "perfil_vaga": block("cidade")}
    ),
    "applicants": st.fixed_dictionaries(
        {"infos_basicas": block("codigo_profissional", "local"), "cv_pt": SCALARS}
    ),
    "prospects": st.fixed_dictionaries({"prospects": st.lists(PROSPECT, max_size=2) | ANYTHING}),
}  # fmt: skip
FOLDERS = st.fixed_dictionaries(
    {name: st.dictionaries(KEYS, row | ANYTHING, max_size=2) for name, row in FILES.items()}
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(FOLDERS)
def test_any_folder_is_read_or_refused(tmp_path: Path, folder: dict[str, Any]) -> None:
    for name, content in folder.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    try:
        dataset = read(tmp_path)
    except UnreadableData:  # any other error fails
        return
    for event in events(dataset, "tests"):
        record = encode(event)
        assert decode(record.topic, record.key, record.value, record.headers, 1_800_000_000_000) == event


@pytest.mark.parametrize("key", ["\ud800", "1\udfff"])
def test_half_a_surrogate_pair_is_no_id(tmp_path: Path, key: str) -> None:
    for name in FILES:
        (tmp_path / f"{name}.json").write_text(json.dumps({key: {}} if name == "vagas" else {}), encoding="utf-8")
    with pytest.raises(UnreadableData, match="record 1, id"):
        read(tmp_path)
