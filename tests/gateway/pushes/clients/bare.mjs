// A client from npm as it comes: prints each event, and that it gave up.
import { fetchEventSource } from "@microsoft/fetch-event-source";
import { EventSource } from "eventsource";

const [address, name] = process.argv.slice(2);
globalThis.window ??= globalThis;

if (name === "eventsource") {
  const source = new EventSource(address);
  for (const kind of ["message", "ready", "waiting", "match"])
    source.addEventListener(kind, (event) => console.log(kind, event.data));
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) console.log("over: gives up");
    else console.log("tries again");
  });
} else {
  await fetchEventSource(address, {
    openWhenHidden: true,
    onmessage: (event) => console.log(event.event || "message", event.data),
    onerror: () => console.log("tries again"),
  });
  console.log("over: done");
}
