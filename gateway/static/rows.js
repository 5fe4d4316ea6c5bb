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

export function applicantName(match) {
  return match.titulo_profissional ?? "Candidato";
}
