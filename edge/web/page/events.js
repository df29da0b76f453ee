// The server's events, kept up: asked for again whenever they break off, and let go while nobody looks.
import { ask } from "./server.js";

const NAMES = ["camera", "region", "announcement", "status"];
const SILENCE = 5000; // ms without any event, of which there is one a second, until the connection is taken for dead
const FIRST_PAUSE = 500; // ms before it is asked for again; each further pause is twice as long
const LONGEST_PAUSE = 4000; // a server that is back is found within this time

// `heard(name, data)` takes each event; `changed(state)` is told "connecting", "on", "away" or "locked".
export function setUpEvents(address, heard, changed) {
  let source = null;
  let pause = FIRST_PAUSE;
  let timer;

  function open() {
    close();
    source = new EventSource(address);
    source.onopen = () => watchFor(SILENCE);
    source.onerror = lost;
    for (const name of NAMES) {
      source.addEventListener(name, (event) => {
        watchFor(SILENCE);
        pause = FIRST_PAUSE;
        changed("on");
        heard(name, JSON.parse(event.data));
      });
    }
    watchFor(SILENCE);
  }

  function watchFor(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(lost, milliseconds);
  }

  // An EventSource does not say why it ended: another request does.
  async function lost() {
    close();
    const asked = timer = setTimeout(open, pause);
    pause = Math.min(2 * pause, LONGEST_PAUSE);
    let state = "connecting";
    try {
      await ask("/api/reading");
    } catch (refusal) {
      if (refusal.status === 0) state = "away";
      if (refusal.status === 401 || refusal.status === 403) state = "locked";
    }
    if (asked === timer) changed(state); // else the connection is another one by now
  }

  function close() {
    clearTimeout(timer);
    source?.close();
    source = null;
  }

  return { open, close };
}
