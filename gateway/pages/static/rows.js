/* One line of a list: what it is, what stands below, and a score. */

import { make, number } from "./dom.js";

export function row({ title, below, score, band, choose }) {
  const button = make(
    "button",
    { type: "button", className: "row", ariaPressed: "false" },
    make("strong", { title }, title),
    make("small", {}, below),
    score === undefined ? null : make("span", { className: "points", data: { band } }, number(score)),
  );
  button.addEventListener("click", () => choose(button));
  return make("li", {}, button);
}

export function press(list, button) {
  for (const other of list.querySelectorAll(".row")) other.ariaPressed = String(other === button);
}

export const jobName = (match) => match.titulo_vaga ?? `Vaga ${match.job_id}`;

export const applicantName = (match) => match.titulo_profissional ?? `Candidato nº ${match.applicant_id}`;

const RATIOS = { technical: "técnica", english: "inglês", area: "área", seniority: "senioridade" };

/* What stands below a match: who, if the title did not say it, and how well each category is met, where that is told. */
export function evidence(match, ...further) {
  const who = match.titulo_profissional ? [`nº ${match.applicant_id}`] : [];
  return [...further, ...who, ...(match.ratios ? met(match.ratios) : [])].filter(Boolean).join(" · ");
}

function met(ratios) {
  const compared = Object.keys(ratios).filter((name) => ratios[name] !== null);
  if (!compared.length) return ["sem dados"];
  return compared.filter((name) => name in RATIOS).map((name) => `${RATIOS[name]} ${Math.round(100 * ratios[name])}%`);
}
