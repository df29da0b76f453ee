// Asking the server: its answer, or a `Refusal` that says in plain words what went wrong.
import { say } from "./words.js";

const WORDS = { 401: "refused", 403: "refused", 408: "tooSlow", 413: "tooLarge", 415: "unreadable", 422: "unreadable", 429: "busyNow", 503: "busyNow", 504: "tooSlow" };
const LONGEST_WAIT = 10; // seconds; who is told to come later than that is better asked to try by hand

export class Refusal extends Error {
  // `status` 0 is no answer at all. `wait` are the seconds after which to ask again, null where that is no use.
  constructor(status, found = "", wait = null) {
    super(found);
    this.status = status;
    this.wait = wait;
    this.found = found;
  }

  // Said anew when the language changes.
  get words() {
    if (this.status === 0) return say("noAnswer");
    if (this.status in WORDS) return say(WORDS[this.status]);
    return this.status < 500 ? say("notTaken", { words: this.found }) : say("broken");
  }
}

// The response to a request, where it is a good one; throws a `Refusal` for any other.
export async function ask(address, options = {}) {
  let response;
  try {
    response = await fetch(address, { cache: "no-store", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal(0, error.message, 1);
  }
  if (response.ok) return response;
  const busy = response.status === 429 || response.status === 503;
  const wait = busy ? Math.min(Number(response.headers.get("Retry-After")) || 1, LONGEST_WAIT) : null;
  const found = await response.json().then((answer) => answer.error, () => "");
  throw new Refusal(response.status, found ?? "", wait);
}

export async function readPicture(picture, query = {}) {
  const response = await ask(`/api/read?${new URLSearchParams({ details: 1, ...query })}`, { method: "POST", body: picture });
  return response.json();
}
