/* The page of a job: tells of new candidates and of its closing, and moves nothing that is being read. */

import { listen } from "./pushes.js";

const LOOK_MILLISECONDS = 30_000;
const news = document.getElementById("job-news");
const closed = document.getElementById("job-closed");
const shown = new Set([...document.querySelectorAll("tr[data-applicant]")].map((row) => row.dataset.applicant));
const fresh = new Set();

if (news) {
  listen(news.dataset.after, (match) => {
    if (match.job_id !== news.dataset.job || shown.has(match.applicant_id)) return;
    fresh.add(match.applicant_id);
    const text = fresh.size === 1 ? news.dataset.one : news.dataset.many;
    news.textContent = text.replace("{count}", String(fresh.size));
    news.hidden = false;
  });
  setInterval(look, LOOK_MILLISECONDS);
  document.addEventListener("visibilitychange", look);
}

/* Ask whether the job is still open; what is not known changes nothing. */
async function look() {
  if (document.hidden || !closed.hidden || !document.querySelector('.badge[data-band="alta"]')) return;
  const answer = await fetch(`/api/jobs/${encodeURIComponent(news.dataset.job)}/matches?limit=1`).catch(() => null);
  if (!answer) return;
  const found = answer.ok ? await answer.json() : null;
  if (answer.status === 404 || found?.open === false) {
    closed.textContent = closed.dataset.text;
    closed.hidden = false;
  }
}

/* Two to four may be compared: what can't be chosen can't be pressed. */
const form = document.querySelector(".compare-form");
if (form) {
  const button = form.querySelector("[data-most]");
  const told = form.querySelector("[role=status]");
  const boxes = [...form.querySelectorAll('input[name="c"]')];
  const count = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    for (const box of boxes) box.disabled = !box.checked && chosen >= Number(button.dataset.most);
    button.disabled = chosen < Number(button.dataset.least);
    told.textContent = chosen ? told.dataset.text.replace("{count}", String(chosen)) : "";
  };
  form.addEventListener("change", count);
  window.addEventListener("pageshow", count);
  count();
}
