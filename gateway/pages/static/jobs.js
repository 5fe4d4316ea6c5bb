/* Open jobs, a job's ranked applicants, and why a pair has its score. */

import { ask, path } from "./api.js";
import { find, make, moment, number } from "./dom.js";
import { outcome } from "./explanation.js";
import { applicantName, evidence, jobName, press, row } from "./rows.js";

const PAGE = 12;

let next = 0;
let asked = 0;

function told(id, text) {
  find(id).textContent = text;
  find(id).hidden = !text;
}

/* A list that may miss something says so, most of all an empty one. */
function staleness(found) {
  if (!found.stale) return "";
  const since = found.stale_since ? ` desde ${moment(found.stale_since)}` : "";
  return `Os resultados estão desatualizados${since}: pode faltar o que chegou depois.`;
}

async function loadJobs(fromStart) {
  const list = find("lista-vagas");
  try {
    const found = await ask(`/api/jobs?limit=${PAGE}&offset=${fromStart ? 0 : next}`);
    if (fromStart) list.replaceChildren();
    list.append(
      ...found.jobs.map((job) =>
        row({
          title: job.titulo_vaga ?? `Vaga ${job.id}`,
          below: [job.nivel_profissional, job.cidade, `nº ${job.id}`].filter(Boolean).join(" · "),
          choose: (button) => {
            press(list, button);
            openJob(job);
          },
        }),
      ),
    );
    next = found.next_offset;
    find("mais-vagas").hidden = next === null;
    told("vagas-aviso", staleness(found) || (found.total ? "" : "Nenhuma vaga aberta no momento."));
  } catch (error) {
    told("vagas-aviso", error.message);
  }
}

async function openJob(job) {
  const list = find("lista-candidatos");
  const mine = ++asked;
  find("candidatos-titulo").textContent = `Melhores candidatos para ${job.titulo_vaga ?? `a vaga ${job.id}`}`;
  list.replaceChildren();
  told("candidatos-aviso", "Carregando…");
  try {
    const found = await ask(`/api/jobs${path(job.id)}/matches`);
    if (mine !== asked) return;
    list.append(...found.matches.map((match) => applicantRow(list, match)));
    told(
      "candidatos-aviso",
      staleness(found) || (found.matches.length ? "" : "Ainda não há candidatos para esta vaga."),
    );
  } catch (error) {
    if (mine === asked) told("candidatos-aviso", error.message);
  }
}

function applicantRow(list, match) {
  return row({
    title: applicantName(match),
    below: evidence(match, match.applied && "candidatou-se", before(match)),
    score: match.quality_score,
    band: match.band,
    choose: (button) => {
      press(list, button);
      openPair(match);
    },
  });
}

function before(match) {
  return match.previous_score === null || match.previous_score === undefined ? "" : `antes ${number(match.previous_score)}`;
}

export async function openPair(match) {
  const place = find("detalhe");
  const title = find("detalhe-titulo");
  title.textContent = `${jobName(match)} × candidato nº ${match.applicant_id}`;
  place.replaceChildren(make("p", { className: "empty" }, "Carregando…"));
  try {
    const found = await ask(`/api/matches${path(match.job_id, match.applicant_id)}`);
    place.replaceChildren(...outcome(found, before(found), found.explanation_text, found.explanation));
  } catch (error) {
    place.replaceChildren(make("p", { className: "problem" }, error.message));
  }
  title.focus({ preventScroll: true });
  const box = title.getBoundingClientRect();
  if (box.top < 0 || box.top > window.innerHeight - 200) title.scrollIntoView({ block: "start" });
}

export function startJobs() {
  find("atualizar-vagas").addEventListener("click", () => loadJobs(true));
  find("mais-vagas").addEventListener("click", () => loadJobs(false));
  loadJobs(true);
}
