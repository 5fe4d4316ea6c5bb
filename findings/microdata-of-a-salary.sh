#!/usr/bin/env bash
# One would guess: a posting in microdata that shows "R$ 5 mil" and gives 5000 to machines, by <data value="5000">, has a salary of 5000.
#
# What is so: Python's microdata gives the text, "R$ 5 mil", of <data> and <meter> alike, though it takes the day out of <time>. extruct gives the
# text "5000", and microdata-node the number.
#
# Source: HTML standard, microdata, 5.2.4 values: of data and meter the attribute value. microdata 0.8.0, microdata.py,
# line 142: the elements that it knows. extruct 0.18.0, microdata-node 2.0.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'microdata==0.8.0' 'extruct==0.18.0'
npm install --silent --no-audit --no-fund --prefix . 'microdata-node@2.0.0'
cat > job.html <<'EOF'
<!DOCTYPE html><title>Vaga</title>
<div itemscope itemtype="https://schema.org/MonetaryAmount"><data itemprop="value" value="5000">R$ 5 mil</data>
<meter itemprop="maxValue" value="0.7">70%</meter><time itemprop="validFrom" datetime="2024-05-02">ontem</time>
<meta itemprop="currency" content="BRL"></div>
EOF
cat > read.cjs <<'EOF'
const html = require("node:fs").readFileSync("job.html", "utf8");
const [{ properties }] = require("microdata-node").toJson(html).items;
console.log(JSON.stringify(Object.values(properties).map(([one]) => one)));
EOF
of_node=$(node read.cjs)
found=$(venv/bin/python - <<'EOF'
import json
import extruct, microdata

html = open("job.html").read()
for properties in (
    extruct.extract(html, syntaxes=["microdata"])["microdata"][0]["properties"],
    {name: value for name, [value] in microdata.get_items(html)[0].json_dict()["properties"].items()},
):
    print(json.dumps(list(properties.values())))
EOF
)
printf 'microdata-node 2.0.0 %s\nextruct 0.18.0, then microdata 0.8.0\n%s\n' "$of_node" "$found"
[[ $of_node == '[5000,0.7,"2024-05-02","BRL"]' ]]
[[ $found == '["5000", "0.7", "2024-05-02", "BRL"]
["R$ 5 mil", "70%", "2024-05-02", "BRL"]' ]]
