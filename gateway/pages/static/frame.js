/* What every page does: times in the reader's own zone, and a button that can't be pressed twice. */

const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });

export function localise(place = document) {
  for (const time of place.querySelectorAll("time[datetime]")) {
    time.title = time.dateTime;
    time.textContent = format.format(new Date(time.dateTime));
  }
}

localise();

document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  const button = event.submitter;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
  button?.setAttribute("aria-busy", "true");
});

/* A page that comes back from the browser's history may be sent again. */
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  }
});
