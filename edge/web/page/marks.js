// What was read, drawn over a picture as SVG: a box and a label for each digit, a dashed box for what is none.
import { say } from "./words.js";

const SURE = 0.9; // confidences that are called sure, and fair; what is less is doubtful
const FAIR = 0.7;

// What is said of a mark that was not read, by the server's name for what became of it; "no digit" of any other.
const FATES = {
  unsure: "unsure",
  other_writing: "otherWriting",
  in_word: "inWord",
  line: "line",
  leaves_picture: "leavesPicture",
  sheet_edge: "sheetEdge",
};

export function unread(fate) {
  return say(FATES[fate] ?? "noDigit");
}

export function sureness(confidence) {
  if (confidence >= SURE) return "is-sure";
  return confidence >= FAIR ? "is-fair" : "is-doubtful";
}

export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// Draws `reading` over a picture of its width and height into `overlay`, which covers that picture.
export function drawMarks(overlay, reading) {
  overlay.setAttribute("viewBox", `0 0 ${reading.width} ${reading.height}`);
  const pixel = reading.width / (overlay.clientWidth || reading.width); // of the picture, in a CSS pixel
  const digits = reading.digits.map(({ label, confidence, box }) => mark(box, label, sureness(confidence), pixel));
  const refused = (reading.refused ?? []).map(({ box, fate }) => mark(box, unread(fate), "is-refused", pixel));
  overlay.replaceChildren(...refused, ...digits);
}

// Labels grow with the box, but are never too small to read nor so large that they hide the neighbours. What was not
// read is called what it is where its box has room for that: a page may have many specks.
function mark([x, y, width, height], label, kind, pixel) {
  const refused = kind === "is-refused";
  const letters = refused ? 12 * pixel : Math.min(Math.max(0.3 * height, 13 * pixel), 22 * pixel);
  const gap = 3 * pixel;
  const group = svg("g", { class: kind });
  const frame = { x: x - gap, y: y - gap, width: width + 2 * gap, height: height + 2 * gap, rx: gap };
  group.append(svg("rect", { ...frame, class: "halo" }), svg("rect", { ...frame, class: "box" }));
  const across = refused ? 0.6 * letters * label.length + 2 * gap : letters;
  if (refused && (across > width + 2 * gap || 1.5 * letters > height)) return group;
  const above = y - gap - 1.2 * letters >= 0;
  const top = above ? y - gap - 1.2 * letters : y + height + gap;
  group.append(
    svg("rect", { x: x - gap, y: top, width: across, height: 1.2 * letters, rx: gap, class: "field" }),
    svg("text", { x: x - gap + across / 2, y: top + 0.95 * letters, "font-size": letters }, label),
  );
  return group;
}
