/* What every page does: times in the reader's own zone, and a button that can't be pressed twice. */

/* In English the month is a word: 10/4 is read as one day here and as another there. */
const language = document.documentElement.lang;
const inWords = language.startsWith("en");
const format = new Intl.DateTimeFormat(inWords ? "en-GB" : language, { dateStyle: inWords ? "medium" : "short", timeStyle: "short" });

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
