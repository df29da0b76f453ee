// One question at a time: while it is answered, only the newest of those that come is kept.
import { Refusal } from "./server.js";

const LEAST_GAP = 40; // ms between two questions: while one draws, each pixel would be one

// `answer(question)` is asked, `answered(result, question)` and `failed(refusal)` are told. Where asking again helps,
// the same question is asked again, unless there is a newer one.
export function newestOf(answer, answered, failed) {
  let waiting = null; // a question that is to be asked, in a list of its own: it may be anything
  let running = false;
  let forgotten = 0; // how often all questions were taken back

  async function run() {
    running = true;
    while (waiting) {
      const [question] = waiting;
      const asked = forgotten;
      waiting = null;
      let pause = LEAST_GAP;
      try {
        const result = await answer(question);
        if (asked === forgotten) answered(result, question);
      } catch (refusal) {
        if (!(refusal instanceof Refusal)) throw refusal;
        if (asked === forgotten) failed(refusal);
        if (refusal.wait !== null) {
          pause = 1000 * refusal.wait;
          if (asked === forgotten) waiting ??= [question];
        }
      }
      await new Promise((done) => setTimeout(done, pause));
    }
    running = false;
  }

  return {
    ask(question) {
      waiting = [question];
      if (!running) run();
    },
    forget() {
      waiting = null;
      forgotten++;
    },
  };
}
