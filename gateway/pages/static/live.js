/* New matches as they come. The list never moves by itself: new ones wait behind a button. */

import { find } from "./dom.js";
import { applicantName, evidence, jobName, row } from "./rows.js";

const SHOWN = 50;
const WAITING = 200;
const RETRY_MILLISECONDS = 5000;

let waiting = [];
let last = null;
let open = () => {};

function show(matches, fresh) {
  const list = find("lista-novas");
  const items = matches.map((match) =>
    row({
      title: jobName(match),
      below: evidence(match, applicantName(match)),
      score: match.quality_score,
      band: match.band,
      choose: () => open(match),
    }),
  );
  if (fresh) for (const item of items) item.firstChild.classList.add("fresh");
  list.prepend(...items);
  while (list.children.length > SHOWN) list.lastChild.remove();
  find("sem-novas").hidden = true;
}

function offer() {
  const button = find("mostrar-novas");
  const count = waiting.length;
  button.hidden = !count;
  const many = count >= WAITING ? `Mais de ${WAITING}` : count;
  button.textContent = count === 1 ? "1 nova compatibilidade" : `${many} novas compatibilidades`;
}

function take(match) {
  if (!find("lista-novas").children.length) {
    show([match], true);
    return;
  }
  waiting = [match, ...waiting].slice(0, WAITING);
  offer();
}

function signal(state, text) {
  find("sinal").dataset.state = state;
  find("sinal").textContent = text;
}

function connect() {
  const source = new EventSource("/api/pushes" + (last ? `?last_event_id=${encodeURIComponent(last)}` : ""));
  const keep = (event) => {
    if (event.lastEventId) last = event.lastEventId;
  };
  source.addEventListener("ready", (event) => {
    keep(event);
    signal("on", "Ao vivo");
  });
  source.addEventListener("waiting", () => signal("off", "Aguardando…"));
  source.addEventListener("match", (event) => {
    keep(event);
    take(JSON.parse(event.data));
  });
  source.addEventListener("error", () => {
    signal("off", "Reconectando…");
    // A browser does not try again after a 503, which too many clients get, so this does.
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, RETRY_MILLISECONDS);
  });
}

export function startLive(openPair) {
  open = openPair;
  find("mostrar-novas").addEventListener("click", () => {
    const matches = waiting;
    waiting = [];
    offer();
    show(matches, true);
    find("lista-novas").querySelector(".row")?.focus();
  });
  connect();
}
