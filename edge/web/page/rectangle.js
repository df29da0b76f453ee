// A rectangle drawn on a picture: [x, y, w, h] in its whole pixels, begun anew, moved, or taken by a corner.

const LEAST = 16; // pixels of a side: nothing smaller holds a digit

// What a drag that begins at `start` does to `box`: "move", a corner as [right, bottom], or "new". `reach` is how near
// a corner must be, in pixels.
export function grip(box, [x, y], reach) {
  if (!box) return "new";
  const [left, top, w, h] = box;
  for (const right of [0, 1]) {
    for (const bottom of [0, 1]) {
      if (Math.hypot(left + right * w - x, top + bottom * h - y) < reach) return [right, bottom];
    }
  }
  return x > left && x < left + w && y > top && y < top + h ? "move" : "new";
}

// `box` after it was dragged from `start` to `end` by `how`, kept inside a picture of `size`.
export function dragged(box, how, start, end, size) {
  if (how === "new") return spanned(start, end, size);
  if (how === "move") {
    const at = [0, 1].map((i) => clamp(box[i] + end[i] - start[i], 0, size[i] - box[i + 2]));
    return [...at, box[2], box[3]].map(Math.round);
  }
  const far = [0, 1].map((i) => box[i] + (1 - how[i]) * box[i + 2]); // the opposite corner stays
  const near = [0, 1].map((i) => box[i] + how[i] * box[i + 2] + end[i] - start[i]);
  return spanned(far, near, size);
}

// `box` made to lie inside a picture of `size`, and large enough: its corner stays where it can.
export function fitted(box, size) {
  const least = [0, 1].map((i) => Math.min(LEAST, size[i]));
  const at = [0, 1].map((i) => clamp(Math.round(box[i]) || 0, 0, size[i] - least[i]));
  return [...at, ...[0, 1].map((i) => clamp(Math.round(box[i + 2]) || 0, least[i], size[i] - at[i]))];
}

function spanned(from, to, size) {
  const low = [0, 1].map((i) => clamp(Math.min(from[i], to[i]), 0, size[i]));
  const high = [0, 1].map((i) => clamp(Math.max(from[i], to[i]), 0, size[i]));
  return fitted([...low, high[0] - low[0], high[1] - low[1]], size);
}

function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}
