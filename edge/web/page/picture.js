// The tab Picture: one that was dropped, pasted, chosen or photographed; its reading drawn over it, to take along.
import { showCards } from "./cards.js";
import { drawMarks } from "./marks.js";
import { setUpOffers } from "./offers.js";
import { MOST_BYTES, smaller } from "./photograph.js";
import { copy, save } from "./save.js";
import { ask, readPicture, Refusal } from "./server.js";
import { number, say, whenLanguage } from "./words.js";

// `open()` shows this tab: a picture may be dropped or pasted while another is shown.
export function setUpPicture(panel, open) {
  const part = (name) => panel.querySelector(name);
  const image = part("figure img");
  const turn = part(".turn select");
  const dialog = part("dialog");
  let name = "picture";
  let sent = null; // what was read, as it was sent
  let reading = null;
  let message = () => "";
  let latest = 0; // number of the newest question: an answer to an older one is not shown

  async function take(file) {
    open();
    name = file.name || "picture";
    set(file.size > MOST_BYTES ? await smaller(file) : file);
    if (!sent) tell(() => say("tooLarge"), true);
    else await read();
  }

  function set(picture) {
    sent = picture;
    reading = null;
    show();
    URL.revokeObjectURL(image.src);
    if (sent) image.src = URL.createObjectURL(sent);
    part(".drop").classList.toggle("has-picture", sent !== null);
  }

  async function read() {
    const question = ++latest;
    reading = null;
    part(".result").hidden = true;
    tell(() => say("reading"));
    try {
      const answer = await readPicture(sent, { rotate: turn.value });
      const shown = await image.decode().then(() => true, () => false);
      if (question !== latest) return;
      reading = answer;
      tell(() => note(shown));
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      if (question !== latest) return;
      if (refusal.status === 413 && sent instanceof File) { // of too many pixels
        set(await smaller(sent));
        if (sent) return read();
      }
      tell(() => refusal.words, true);
    }
    show();
  }

  // What there is to say beside the reading itself.
  function note(shown) {
    const notes = [];
    if (!shown) notes.push(say("notShown"));
    if (!(sent instanceof File)) notes.push(say("smaller"));
    if (reading?.cut_short) notes.push(say("cutShort"));
    return notes.join(" ");
  }

  function tell(words, wrong = false) {
    message = words;
    part(".told").textContent = words();
    part(".told").classList.toggle("is-wrong", wrong);
  }

  function show() {
    part(".result").hidden = !reading;
    if (!reading) return;
    drawMarks(part(".marks"), reading);
    showCards(part(".cards"), reading);
    part(".read").textContent = reading.lines.join("\n") || say("nothingRead");
    part(".read").classList.toggle("is-empty", !reading.lines.length);
    part(".copy").disabled = !reading.lines.length;
    part(".took").textContent = say("took", { milliseconds: number(reading.milliseconds.total) });
  }

  for (const input of panel.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => {
      if (input.files.length) take(input.files[0]);
      input.value = ""; // so that the same file can be chosen again
    });
  }
  turn.addEventListener("change", () => { if (sent) read(); });

  setUpOffers(part(".drop"), take);

  part(".copy").addEventListener("click", async () => {
    await copy(reading.lines.join("\n"));
    tell(() => say("copied"));
  });

  // Exactly what `cifra read --json` prints; probabilities and glyphs are for the page.
  part(".json").addEventListener("click", () => {
    const { refused, ...plain } = reading;
    plain.source = name;
    plain.digits = reading.digits.map(({ probabilities, glyph, ...digit }) => digit);
    save(new Blob([`${JSON.stringify(plain)}\n`], { type: "application/json" }), `${name.replace(/\.[^.]*$/, "")}.json`);
  });

  part(".why").addEventListener("click", async () => {
    const sheet = dialog.querySelector("img");
    const told = dialog.querySelector(".told");
    sheet.hidden = true;
    told.textContent = say("sheetMade");
    dialog.showModal();
    try {
      const response = await ask(`/api/explain?rotate=${turn.value}`, { method: "POST", body: sent });
      URL.revokeObjectURL(sheet.src);
      sheet.src = URL.createObjectURL(await response.blob());
      await sheet.decode();
      sheet.hidden = false;
      told.textContent = "";
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      told.textContent = refusal.words;
    }
  });
  dialog.querySelector(".close").addEventListener("click", () => dialog.close());

  new ResizeObserver(show).observe(part("figure"));
  whenLanguage(() => {
    show();
    part(".told").textContent = message();
  });
}
