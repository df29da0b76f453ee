// A canvas on which a finger, a pen or the mouse writes: one at a time, and no palm.
import { ASPECT, paint } from "./strokes.js";

const PALM = 60; // CSS pixels across: no fingertip is as large
const PEN_IS_NEAR = 3000; // ms after a pen was there in which a touch is the hand that holds it

// `pen()` is the stroke's width, in widths of the pad. `begun()` is called as a stroke begins, `grown()` as it grows, and
// `ended(stroke)` with the whole of it, or null where it was taken back.
export function setUpPad(canvas, { pen, begun, grown, ended }) {
  let pointer = null; // the one that writes: { id, type }
  let stroke = null;
  let penSeen = -Infinity;

  function point(event) {
    const frame = canvas.getBoundingClientRect();
    return [(event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.width];
  }

  function isHand(event) {
    const large = Math.max(event.width, event.height) > PALM;
    return event.pointerType === "touch" && (large || event.timeStamp - penSeen < PEN_IS_NEAR);
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || isHand(event)) return;
    if (event.pointerType === "pen") penSeen = event.timeStamp;
    if (pointer && !(pointer.type === "touch" && event.pointerType === "pen")) return; // a second finger
    if (pointer) finish(null); // it was the hand, which came down before its pen
    canvas.setPointerCapture(event.pointerId);
    pointer = { id: event.pointerId, type: event.pointerType };
    stroke = { points: [point(event)], pen: pen() };
    begun();
    grown();
  });

  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerType === "pen") penSeen = event.timeStamp;
    if (event.pointerId !== pointer?.id) return;
    // All places since the last frame, where the browser tells them, which it does on https and localhost.
    const places = event.getCoalescedEvents?.() ?? [];
    stroke.points.push(...(places.length ? places : [event]).map(point));
    grown();
  });

  canvas.addEventListener("pointerup", (event) => { if (event.pointerId === pointer?.id) finish(stroke); });
  // The system took the touch for a palm or a gesture.
  canvas.addEventListener("pointercancel", (event) => { if (event.pointerId === pointer?.id) finish(null); });
  canvas.addEventListener("contextmenu", (event) => event.preventDefault()); // a long press is no question

  function finish(whole) {
    pointer = stroke = null;
    ended(whole);
  }

  return {
    // The stroke that is being drawn, as a list of one or none.
    get growing() { return stroke ? [stroke] : []; },
    show(strokes) {
      const [width, height] = [canvas.clientWidth, canvas.clientWidth / ASPECT].map((side) => Math.round(side * devicePixelRatio));
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
      const context = canvas.getContext("2d");
      context.clearRect(0, 0, width, height);
      paint(context, strokes, width, getComputedStyle(canvas).color);
    },
  };
}
