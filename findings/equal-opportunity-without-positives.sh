#!/usr/bin/env bash
# One would guess: of a group in which nobody was fit, as a small one in a week, nothing can be said on equal opportunity, the difference of
# groups in the share of the fit that are found; or libraries agree on what they say.
#
# What is so: fairlearn takes that share for 0, so the difference is the whole share of the other group: 1, the worst there is, by a
# prediction without one mistake. aif360 has two: its API in the manner of scikit-learn says -1, with a warning, and its older one says nan.
#
# Source: fairlearn 0.15.0, metrics/_base_metrics.py, true_positive_rate: confusion_matrix(normalize="true"), in which scikit-learn puts 0
# for 0/0. aif360 0.6.1, sklearn/metrics/metrics.py: scikit-learn's recall_score; metrics/classification_metric.py, line 278: TP / P.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'fairlearn==0.15.0' 'aif360==0.6.1' 'scikit-learn==1.9.1' 'pandas==2.3.3' 'numpy==2.4.3'
venv/bin/python -W ignore - 2>/dev/null <<'EOF'
import importlib.metadata
import math

import numpy, pandas
from aif360.datasets import BinaryLabelDataset
from aif360.metrics import ClassificationMetric
from aif360.sklearn.metrics import equal_opportunity_difference as of_aif360
from fairlearn.metrics import equal_opportunity_difference as of_fairlearn

def differences(fit, found, group):
    rows = pandas.DataFrame({"group": group, "fit": fit}, dtype=float)
    truth = BinaryLabelDataset(df=rows, label_names=["fit"], protected_attribute_names=["group"])
    told = truth.copy()
    told.labels = found.reshape(-1, 1).astype(float)
    older = ClassificationMetric(truth, told, unprivileged_groups=[{"group": 0}], privileged_groups=[{"group": 1}])
    return [float(of_fairlearn(fit, found, sensitive_features=group)), float(of_aif360(fit, found, prot_attr=group, priv_group=1)),
            float(older.equal_opportunity_difference())]

print(", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("fairlearn", "aif360", "scikit-learn")))
GROUP = numpy.array([1, 1, 1, 1, 0, 0, 0])
usual = differences(numpy.array([1, 1, 0, 0, 1, 0, 0]), numpy.array([1, 1, 0, 0, 1, 0, 0]), GROUP)
print("no mistake, both groups with people who are fit: fairlearn {}, aif360.sklearn {}, aif360 {}".format(*usual))
assert usual == [0, 0, 0]
without = differences(numpy.array([1, 1, 0, 0, 0, 0, 0]), numpy.array([1, 1, 0, 0, 0, 0, 0]), GROUP)
print("no mistake, nobody fit in the second group: fairlearn {}, aif360.sklearn {}, aif360 {}".format(*without))
assert without[:2] == [1, -1] and math.isnan(without[2])
EOF
