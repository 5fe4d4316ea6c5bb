/* Shows a score and where it comes from. */

import { chance, isZero, make, number, signed } from "./dom.js";

const CATEGORIES = {
  technical: "Técnica",
  academic: "Formação",
  languages: "Idiomas",
  area: "Área",
  seniority: "Senioridade",
  contract: "Contratação",
};
const LEVELS = { academic: "Formação", english: "Inglês", spanish: "Espanhol", seniority: "Senioridade" };

/* All that is said of a pair. The score of whom nothing is known is shown, but neither judges nor is explained. */
export function outcome(found, beside, text, explained) {
  const unknown = found.applicant_coverage === 0;
  if (unknown) return [verdict(found, "baixa", "Sem dados da pessoa"), make("p", { className: "note" }, text)];
  return [
    verdict(found, found.band, `Compatibilidade ${found.band}`, beside),
    scale(found),
    hireChance(found),
    make("p", { className: explained ? "told" : "note" }, text),
    ...(explained ? [explanation(explained)] : []),
  ];
}

function verdict(found, band, badge, beside) {
  return make(
    "div",
    { className: "verdict", data: { band } },
    make("div", { className: "score" }, make("span", {}, number(found.quality_score)), make("small", {}, "de 100")),
    make(
      "div",
      { className: "verdict-text" },
      make("span", { className: "badge" }, badge),
      beside ? make("strong", {}, beside) : null,
    ),
  );
}

function scale(found) {
  const fill = make("span", { className: "scale-fill" });
  fill.style.width = `${found.quality_score}%`;
  return make(
    "div",
    { className: "scale", data: { band: found.band } },
    fill,
    make("span", { className: "scale-mid" }, make("span", {}, "50: pessoa média")),
  );
}

function hireChance(found) {
  return make(
    "p",
    { className: "chance", title: "Conta também se a vaga é fácil de preencher. Não entra na nota nem na ordem." },
    "Chance de contratação, conforme a vaga: ",
    make("b", {}, chance(found.hire_probability)),
  );
}

function explanation(told) {
  return make(
    "div",
    { className: "explanation" },
    contributions(told),
    make(
      "div",
      { className: "columns" },
      chips("Competências encontradas", "found", told.skills_found),
      chips("Competências não encontradas", "missing", told.skills_missing),
      chips("Também úteis nas atividades", "nice", told.skills_nice),
      levels(told),
      rises(told.improvements),
    ),
    readings("Lido na vaga", told.job_read),
    readings("Lido no candidato", told.applicant_read),
  );
}

/* What was read of a side and from which words, so that a misreading is seen. */
function readings(title, read) {
  if (!read) return null;
  if (!read.length) return part(title, make("p", { className: "note" }, "Nada foi entendido."));
  const rows = read.map((one) => make("li", {}, make("b", {}, one.what), one.words ? ` de “${one.words}”` : "", aside(one)));
  return make("details", { className: "part" }, make("summary", {}, `${title}: de quais palavras`), make("ul", {}, rows));
}

/* What the words say of a skill beside naming it; no part of the score. */
function aside(one) {
  const years = one.years && (one.years === 1 ? "1 ano" : `${one.years} anos`);
  const said = [years, one.learning && "em aprendizado"].filter(Boolean);
  return said.length ? ` (${said.join(", ")})` : "";
}

function part(title, ...content) {
  return make("div", { className: "part" }, make("h4", {}, title), ...content);
}

function contributions(told) {
  const values = Object.entries(told.contributions);
  const widest = Math.max(10, ...values.map(([, value]) => Math.abs(value)));
  const bars = values.map(([name, value]) => {
    const fill = make("span", { className: "bar-fill", data: { sign: value < 0 ? "-" : "+" } });
    fill.style.width = `${(50 * Math.abs(value)) / widest}%`;
    return make(
      "li",
      { className: "bar" },
      make("span", {}, CATEGORIES[name] ?? name),
      make("span", { className: "bar-track", ariaHidden: "true" }, isZero(value) ? null : fill),
      make("span", { className: "bar-value" }, signed(value)),
    );
  });
  return part(
    "De onde vem a nota",
    make("ul", { className: "bars" }, bars),
    make(
      "p",
      { className: "bars-foot" },
      `Parte-se de ${told.base.toLocaleString("pt-BR")}, a pessoa média; cada categoria soma ou tira pontos, até ${number(told.quality_score)}.`,
    ),
  );
}

function chips(title, kind, names) {
  if (!names?.length) return null;
  return part(title, make("ul", { className: "chips" }, names.map((name) => make("li", { className: "chip", data: { kind } }, name))));
}

const asksFor = (level) => Boolean(level.asked) && level.asked !== "nenhum";

function levels(told) {
  const rows = Object.entries(told.levels ?? {})
    .filter(([, level]) => asksFor(level) || level.held)
    .map(([name, level]) =>
      make("tr", {}, make("td", {}, LEVELS[name] ?? name), make("td", {}, asksFor(level) ? level.asked : "não pede"), make("td", {}, level.held ?? "sem dados")),
    );
  if (told.areas_asked?.length || told.areas_held?.length) {
    const said = (names, nothing) => (names?.length ? names.join(", ") : nothing);
    rows.push(make("tr", {}, make("td", {}, "Área"), make("td", {}, said(told.areas_asked, "não pede")), make("td", {}, said(told.areas_held, "sem dados"))));
  }
  if (!rows.length) return null;
  const head = make("tr", {}, ...["", "Vaga pede", "Candidato tem"].map((text) => make("th", { scope: "col" }, text)));
  return part("Níveis", make("table", { className: "levels" }, make("thead", {}, head), make("tbody", {}, rows)));
}

function rises(improvements) {
  if (!improvements?.length) return null;
  const rows = improvements.map((one) => make("li", {}, make("span", {}, one.pt), make("b", {}, signed(one.gain))));
  return part("O que elevaria a nota", make("ul", { className: "rises" }, rows));
}
