#!/usr/bin/env bash
# One would guess: the two packages by which JSON Resume is validated agree, and a date that they take is a date.
#
# What is so: resume-schema allows no section at the top that it does not know, @jsonresume/schema allows any: a
# CV with `skils` for `skills` is wrong to one and right to the other. To both, `2026-19-39` is a date.
#
# Source: additionalProperties at the root (false in resume-schema 1.0.1's schema.json, not in @jsonresume/schema
# 1.3.1's), and iso8601 in both: a pattern with a month of [0-1][0-9] and a day of [0-3][0-9].
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . 'resume-schema@1.0.1' '@jsonresume/schema@1.3.1'
cat > validate.js <<'EOF'
const is = (name, resume) => new Promise((say) => require(name).validate(resume, (errors) => say(!errors)));
const resumes = [
  { basics: { name: "Ana" } },
  { basics: { name: "Ana" }, skils: [{ name: "Java" }] },
  { work: [{ name: "Loja", startDate: "2026-19-39" }] },
  { work: [{ name: "Loja", startDate: "39/2026" }] },
];
(async () => {
  const told = [];
  for (const name of ["resume-schema", "@jsonresume/schema"]) {
    told.push((await Promise.all(resumes.map((resume) => is(name, resume)))).join());
    console.log(name, require(`${name}/package.json`).version, "plain, unknown section, day 39 of month 19, no date:", told.at(-1));
  }
  process.exit(told.join(" ") === "true,false,true,false true,true,true,false" ? 0 : 1);
})();
EOF
node validate.js
