#!/usr/bin/env bash
# One would guess: MAP@3 of one ranking is one number.
#
# What is so: XGBoost and LightGBM divide by as many as could stand in the first three, pytrec_eval and ranx by all who were fit. Of a job with four
# fit people, with the first place right and the next two wrong, it is a third for the one and a quarter for the other; the best list of
# three has 1 there and 0.75 here. A figure of training and one of evaluation can't be compared below the number of the fit.
#
# Source: XGBoost 3.2.0, src/metric/rank_metric.cc, map; LightGBM 4.7.0, src/metric/map_metric.hpp: by min(positives, k). trec_eval,
# m_map_cut.c: by the number of relevant documents; ranx 0.3.21 likewise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'xgboost-cpu==3.2.0' 'lightgbm==4.7.0' 'pytrec-eval-terrier==0.5.10' 'ranx==0.3.21'
venv/bin/python -W ignore - <<'EOF'
import lightgbm, numpy, pytrec_eval, ranx, xgboost

SCORES = numpy.arange(6.0, 0, -1)
rows = numpy.arange(6.0).reshape(-1, 1)

def all_four(fit):
    data = xgboost.DMatrix(rows, label=fit, base_margin=SCORES)
    data.set_group([6])
    booster = xgboost.train({"objective": "rank:map", "eval_metric": "map@3"}, data, num_boost_round=0)
    of_xgboost = float(booster.eval(data).split(":")[1])
    data = lightgbm.Dataset(rows, label=fit, group=[6], init_score=SCORES, params={"verbosity": -1})
    booster = lightgbm.Booster({"objective": "lambdarank", "metric": "map", "eval_at": [3], "verbosity": -1}, data)
    of_lightgbm = booster.eval_train()[0][2]
    known = {"job": {f"p{i}": int(one) for i, one in enumerate(fit)}}
    ranking = {"job": {f"p{i}": score for i, score in enumerate(SCORES.tolist())}}
    of_trec = pytrec_eval.RelevanceEvaluator(known, {"map_cut.3"}).evaluate(ranking)["job"]["map_cut_3"]
    relevant = {"job": {name: one for name, one in known["job"].items() if one}}
    of_ranx = float(ranx.evaluate(ranx.Qrels(relevant), ranx.Run(ranking), "map@3"))
    return [round(value, 4) for value in (of_xgboost, of_lightgbm, of_trec, of_ranx)]

print("MAP@3 by XGBoost", xgboost.__version__, "LightGBM", lightgbm.__version__, "pytrec_eval and ranx")
found = [all_four(numpy.array(fit)) for fit in ([1, 0, 0, 1, 1, 1], [1, 1, 1, 1, 0, 0], [1, 0, 1, 0, 0, 0])]
print("four fit, the first place right:", *found[0])
print("four fit, three places right:", *found[1])
print("two fit, two places right:", *found[2])
assert found == [[0.3333, 0.3333, 0.25, 0.25], [1.0, 1.0, 0.75, 0.75], [0.8333] * 4], found
EOF
