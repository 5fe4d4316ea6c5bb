#!/usr/bin/env bash
# One would guess: a constant that is generated from a schema's list of skills means one skill, or its name changes with the meaning.
#
# What is so: quicktype drops the signs and gives the name C to one of those that are left with it. With C# and Java in the list the constant C is
# C#; once C is added, C is C, and C# is SKILL_C; once C++ is added too, that is SKILL_C, and C# is PURPLE_C. So code that says Skill.C or
# Skill.SKILL_C is built as before and means another language. It hangs on the order as well: of F# and F, F is F#.
#
# Source: quicktype-core 26.0.0, Naming and language/Python/utils: of names that are the same after styling one keeps it, the others get
# the type's name or a colour before it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . 'quicktype-core@26.0.0'
cat > generate.mjs <<'EOF'
import { InputData, JSONSchemaInput, quicktype } from "quicktype-core";
const constants = async (skills, lang) => {
  const skill = { title: "Skill", type: "string", enum: skills };
  const schema = { title: "Job", type: "object", properties: { skill }, required: ["skill"] };
  const input = new JSONSchemaInput(undefined);
  await input.addSource({ name: "Job", schema: JSON.stringify(schema) });
  const inputData = new InputData();
  inputData.addInput(input);
  const { lines } = await quicktype({ inputData, lang });
  const found = lines.map((line) => line.match(/^\s+(\w+)\s+(?:Skill )?= "(.*)"$/)).filter(Boolean);
  return Object.fromEntries(found.map(([, name, value]) => [value, name]));
};
console.log("quicktype-core 26.0.0");
const found = [];
for (const skills of [["C#", "Java"], ["C", "C#", "Java"], ["C", "C++", "C#", "Java"], ["F#", "F"], ["F", "F#"]]) {
  const python = await constants(skills, "python");
  const go = await constants(skills, "go");
  console.log(skills.join(), "- Python", JSON.stringify(python), "- Go", JSON.stringify(go));
  found.push(python["C#"] ?? python["F#"], go["C#"] ?? go["F#"]);
}
process.exit(found.join() === "C,C,SKILL_C,SkillC,PURPLE_C,PurpleC,F,F,SKILL_F,SkillF" ? 0 : 1);
EOF
node generate.mjs
