// The tab Draw: a pad that is read while one writes on it.
import { showCards } from "./cards.js";
import { drawMarks } from "./marks.js";
import { newestOf } from "./newest.js";
import { setUpPad } from "./pad.js";
import { readPicture } from "./server.js";
import { makeDrawing, pictureOf } from "./strokes.js";
import { number, say, whenLanguage } from "./words.js";

const WIDTHS = 600; // the pen's width is told in such parts of the pad's width: on a phone it is thinner
const NOTHING = { width: 4, height: 3, lines: [], digits: [] };

export function setUpDraw(panel) {
  const part = (name) => panel.querySelector(name);
  const canvas = part(".pad canvas");
  const thickness = part(".pen input");
  const drawing = makeDrawing();
  let reading = NOTHING;
  let took = null; // ms from asking to the answer
  let refusal = null;

  const pad = setUpPad(canvas, {
    pen: () => thickness.valueAsNumber / WIDTHS,
    begun: () => part(".pad").classList.add("is-used"),
    grown: changed,
    ended(stroke) {
      if (stroke) drawing.add(stroke);
      changed();
    },
  });

  const reader = newestOf(
    async (strokes) => {
      const begin = performance.now();
      const answer = await readPicture(await pictureOf(strokes));
      return { answer, took: performance.now() - begin };
    },
    (result) => {
      ({ answer: reading, took } = result);
      refusal = null;
      showAnswer();
    },
    (found) => {
      refusal = found;
      showAnswer();
    },
  );

  function changed() {
    const strokes = [...drawing.strokes, ...pad.growing];
    pad.show(strokes);
    part(".undo").disabled = !drawing.undoable;
    part(".clear").disabled = !strokes.length;
    part(".pad").classList.toggle("is-used", strokes.length > 0);
    if (strokes.length) {
      reader.ask(strokes);
      return;
    }
    reader.forget();
    [reading, took, refusal] = [NOTHING, null, null];
    showAnswer();
  }

  function showAnswer() {
    drawMarks(part(".marks"), reading);
    showCards(part(".cards"), reading);
    const text = reading.lines.join("\n");
    const read = part(".read");
    if (read.textContent !== text) read.textContent = text;
    part(".took").textContent = took === null ? "" : say("took", { milliseconds: number(took) });
    const words = refusal?.words ?? (took !== null && !text ? say("nothingRead") : "");
    if (part(".told").textContent !== words) part(".told").textContent = words;
    part(".told").classList.toggle("is-wrong", refusal !== null);
  }

  function undo() {
    drawing.undo();
    changed();
  }

  function clear() {
    drawing.clear();
    changed();
  }

  function thicker(steps) {
    steps > 0 ? thickness.stepUp() : thickness.stepDown();
    showThickness();
  }

  function showThickness() {
    part(".pen circle").setAttribute("r", thickness.valueAsNumber / WIDTHS * (canvas.clientWidth || WIDTHS) / 2);
  }

  part(".undo").addEventListener("click", undo);
  part(".clear").addEventListener("click", clear);
  thickness.addEventListener("input", showThickness);
  // On the pad alone: elsewhere these keys have other meanings.
  canvas.addEventListener("keydown", (event) => {
    const withControl = event.ctrlKey || event.metaKey;
    const does = { z: withControl && undo, Delete: clear, Backspace: clear, "[": () => thicker(-1), "]": () => thicker(1) };
    if (!does[event.key]) return;
    event.preventDefault();
    does[event.key]();
  });
  new ResizeObserver(() => {
    if (!canvas.clientWidth) return; // another tab is shown
    pad.show([...drawing.strokes, ...pad.growing]);
    showThickness();
    drawMarks(part(".marks"), reading);
  }).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => pad.show(drawing.strokes));
  showThickness();
  whenLanguage(showAnswer);
}
