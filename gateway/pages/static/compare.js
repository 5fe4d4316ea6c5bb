/* The form: one job and one applicant to a score. */

import { ask } from "./api.js";
import { find } from "./dom.js";
import { EXAMPLE } from "./example.js";
import { outcome } from "./explanation.js";

function pairOf(form) {
  const pair = { vaga: {}, candidato: {} };
  for (const [name, value] of new FormData(form)) {
    const [side, field] = name.split(".");
    if (value.trim()) pair[side][field] = value.trim();
  }
  return pair;
}

function problem(text) {
  find("par-erro").textContent = text;
  find("par-erro").hidden = !text;
}

async function analyse(form, button) {
  const pair = pairOf(form);
  const missing = [
    ["a vaga", pair.vaga],
    ["o candidato", pair.candidato],
  ].filter(([, side]) => !Object.keys(side).length);
  if (missing.length) {
    problem(`Preencha ao menos um campo d${missing.map(([name]) => name).join(" e d")}.`);
    return;
  }
  problem("");
  button.setAttribute("aria-busy", "true");
  try {
    const found = await ask("/api/predict?explain=true", pair);
    const place = find("resultado");
    place.replaceChildren(
      ...outcome(found, found.prediction_text, found.explanation.text, found.explanation_detail),
    );
    place.focus({ preventScroll: true });
    const seen = place.getBoundingClientRect().top < window.innerHeight - 120;
    if (!seen) place.closest("section").scrollIntoView({ block: "start" });
  } catch (error) {
    problem(error.message);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

export function startCompare() {
  const form = find("par");
  const button = form.querySelector("button[type=submit]");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!button.hasAttribute("aria-busy")) analyse(form, button);
  });
  find("exemplo").addEventListener("click", () => {
    for (const [name, value] of Object.entries(EXAMPLE)) form.elements[name].value = value;
    problem("");
    button.focus({ preventScroll: true });
  });
}
