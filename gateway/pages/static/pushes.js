/* Follows new matches as they come, and reconnects where the browser would not. */

const RETRY_MILLISECONDS = 5_000;

/* Calls `take` with each match after a position, and `tell`, if given, with "on" or "off". */
export function listen(after, take, tell = () => {}) {
  let last = after;
  const source = new EventSource("/api/pushes" + (last ? `?last_event_id=${encodeURIComponent(last)}` : ""));
  const keep = (event) => {
    if (event.lastEventId) last = event.lastEventId;
  };
  source.addEventListener("ready", (event) => {
    keep(event);
    tell("on");
  });
  source.addEventListener("waiting", () => tell("off"));
  source.addEventListener("match", (event) => {
    keep(event);
    tell("on");
    take(JSON.parse(event.data));
  });
  source.addEventListener("error", () => {
    tell("off");
    // A browser does not try again after a 503, which too many clients get, so this does.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(last, take, tell), RETRY_MILLISECONDS);
  });
}
