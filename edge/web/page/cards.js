// A card for each mark: what was read, the 28×28 picture that the network saw, and its eleven answers as bars.
import { sureness, unread } from "./marks.js";
import { percent, say } from "./words.js";

const NONE = 10; // the answer "not a digit", after "0" to "9"
const TOLD = 0.01; // answers below it are not told one by one

// Shows the marks of a reading in `list`; the same cards are used again, so that bars grow and nothing flickers.
export function showCards(list, reading) {
  const marks = [...reading.digits, ...(reading.refused ?? [])].filter((mark) => mark.probabilities);
  while (list.children.length > marks.length) list.lastChild.remove();
  while (list.children.length < marks.length) list.append(makeCard());
  marks.forEach((mark, i) => show(list.children[i], mark));
}

function makeCard() {
  const card = document.createElement("li");
  card.className = "card";
  const picture = new Image(28, 28);
  const title = document.createElement("p");
  title.append(document.createElement("b"), document.createElement("span"));
  const bars = document.createElement("div");
  bars.className = "bars";
  bars.setAttribute("role", "img");
  for (let i = 0; i <= NONE; i++) {
    const bar = document.createElement("i");
    bar.append(document.createElement("s"), i === NONE ? "∅" : String(i));
    bars.append(bar);
  }
  card.append(picture, title, bars);
  return card;
}

function show(card, { label, confidence, probabilities, glyph, fate }) {
  const [picture, title, bars] = card.children;
  const [name, sure] = title.children;
  const refused = label === undefined;
  card.classList.toggle("is-refused", refused);
  picture.hidden = !glyph;
  if (glyph && picture.src !== glyph) picture.src = glyph;
  picture.alt = say("seen");
  name.textContent = refused ? unread(fate) : label;
  sure.textContent = refused ? "" : percent(confidence);
  sure.className = refused ? "" : sureness(confidence);
  card.setAttribute("aria-label", refused ? say("cardRefused", { fate: unread(fate) }) : say("card", { label, percent: percent(confidence) }));
  const best = probabilities.indexOf(Math.max(...probabilities));
  probabilities.forEach((share, i) => {
    const bar = bars.children[i];
    bar.classList.toggle("is-best", i === best);
    bar.title = `${i === NONE ? say("noDigit") : i}: ${percent(share)}`;
    bar.firstChild.style.setProperty("transform", `scaleY(${Math.max(share, 0.004)})`);
  });
  const told = probabilities
    .map((share, i) => [share, i === NONE ? say("noDigit") : String(i)])
    .filter(([share]) => share >= TOLD)
    .sort(([a], [b]) => b - a)
    .map(([share, answer]) => `${answer} ${percent(share)}`);
  bars.setAttribute("aria-label", say("bars", { answers: told.join(", ") }));
}
