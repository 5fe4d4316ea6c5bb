/* The first page: counts new candidates beside their jobs as they come, and moves no row. */

import { listen } from "./pushes.js";

const signal = document.getElementById("signal");
const total = document.getElementById("jobs-news");
const fresh = new Map();

function tell(element, count) {
  const text = count === 1 ? element.dataset.one : element.dataset.many;
  element.textContent = text.replace("{count}", String(count));
  element.hidden = false;
}

listen(total.dataset.after, (match) => {
  const of = fresh.get(match.job_id) ?? new Set();
  if (of.has(match.applicant_id)) return;
  fresh.set(match.job_id, of.add(match.applicant_id));
  for (const row of document.querySelectorAll("a[data-job]")) {
    if (row.dataset.job !== match.job_id) continue;
    const mark = row.querySelector("[data-news]");
    tell(mark, Number(mark.dataset.count) + of.size);
  }
  tell(total, fresh.size);
}, (state) => {
  signal.dataset.state = state;
  signal.textContent = signal.dataset[state];
  signal.hidden = false;
});
