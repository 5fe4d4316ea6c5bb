#!/usr/bin/env bash
# One would guess: a forest that was exported to plain code or to ONNX scores every row as scikit-learn does, or the
# exporter refuses it.
#
# What is so: since 1.4 a scikit-learn forest learns at each split to which side a missing value goes. m2cgen's
# exporter writes the comparison alone, in which NaN is always on the right, and skl2onnx 1.20 gives the same as m2cgen:
# both export without a word, agree on rows without gaps, and score a row with a gap as another class. treelite carries the
# side over.
#
# Source: scikit-learn, release notes of 1.4, RandomForestClassifier "now supports missing values", and
# tree_.missing_go_to_left. m2cgen 0.10.0, assemblers/tree.py, which reads threshold and children alone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'scikit-learn==1.9.1' 'numpy==2.4.6' 'm2cgen==0.10.0' \
    'skl2onnx==1.20.0' 'onnx==1.23.2' 'onnxruntime==1.32.0' 'treelite==4.8.1'
OMP_NUM_THREADS=1 venv/bin/python -W ignore - <<'EOF'
import m2cgen, numpy as np, onnxruntime, skl2onnx, sklearn, treelite
from sklearn.ensemble import RandomForestClassifier

random = np.random.default_rng(0)
years = random.normal(size=600)
hired = years > 0
unknown = random.random(600) < 0.3
years[unknown], hired[unknown] = np.nan, False  # of whom nothing is known, nobody was hired
rows = np.stack([years, random.normal(size=600)], axis=1)
forest = RandomForestClassifier(20, max_depth=4, random_state=0).fit(rows, hired)
asked = np.array([[np.nan, 0.3], [1.0, 0.3], [-1.0, 0.3]])

code = {}
exec(m2cgen.export_to_python(forest), code)
exported = skl2onnx.to_onnx(forest, rows[:1].astype(np.float32), options={id(forest): {"zipmap": False}})
session = onnxruntime.InferenceSession(exported.SerializeToString(), providers=["CPUExecutionProvider"])
carried = treelite.gtil.predict(treelite.sklearn.import_model(forest), asked)
found = {
    f"scikit-learn {sklearn.__version__}": forest.predict_proba(asked)[:, 1],
    "m2cgen 0.10.0": np.array([code["score"](list(map(float, row)))[1] for row in asked]),
    f"skl2onnx {skl2onnx.__version__}, ONNX Runtime {onnxruntime.__version__}":
        session.run(None, {session.get_inputs()[0].name: asked.astype(np.float32)})[1][:, 1],
    f"treelite {treelite.__version__}": carried.reshape(3, -1)[:, -1],
}
print("chance of [unknown, many, few] years:")
for name, chances in found.items():
    print(f"  {name}: {chances.round(3).tolist()}")
truth, of_m2cgen, of_onnx, of_treelite = found.values()
for other in (of_m2cgen, of_onnx, of_treelite):
    assert np.allclose(truth[1:], other[1:], atol=1e-5)
assert np.allclose(truth, of_treelite, atol=1e-5)
assert truth[0] < 0.05 and of_m2cgen[0] > 0.9 and of_onnx[0] > 0.9
EOF
