// A drawing as values: strokes of points in widths of the paper, so that it is the same on every screen.

export const ASPECT = 4 / 3; // of the paper
const SENT_WIDTH = 480; // pixels of the picture that is read: a digit of a tenth of its width is still larger than 28

// Every state that `undo` can go back to; a cleared pad is one of them.
export function makeDrawing() {
  const states = [[]];
  return {
    get strokes() { return states.at(-1); },
    get undoable() { return states.length > 1; },
    add(stroke) { states.push([...states.at(-1), stroke]); },
    clear() { if (states.at(-1).length) states.push([]); },
    undo() { if (states.length > 1) states.pop(); },
  };
}

// Draws `strokes` in `colour` over a canvas context that is `width` pixels wide.
export function paint(context, strokes, width, colour) {
  context.strokeStyle = context.fillStyle = colour;
  context.lineCap = context.lineJoin = "round";
  for (const { points, pen } of strokes) {
    const at = points.map(([x, y]) => [x * width, y * width]);
    context.lineWidth = pen * width;
    context.beginPath();
    context.moveTo(...at[0]);
    // Through the middles between the points, curved at each: a quick hand gives few points, and corners are no ink.
    for (let i = 1; i < at.length - 1; i++) {
      context.quadraticCurveTo(...at[i], (at[i][0] + at[i + 1][0]) / 2, (at[i][1] + at[i + 1][1]) / 2);
    }
    context.lineTo(...at.at(-1)); // a dot has a line of no length, which round caps make a dot
    context.stroke();
  }
}

// The drawing as a small PNG, black on white whatever the colours of the page.
export function pictureOf(strokes) {
  const canvas = document.createElement("canvas");
  canvas.width = SENT_WIDTH;
  canvas.height = Math.round(SENT_WIDTH / ASPECT);
  const context = canvas.getContext("2d", { willReadFrequently: true }); // in memory: it is read at once
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  paint(context, strokes, canvas.width, "#000");
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}
