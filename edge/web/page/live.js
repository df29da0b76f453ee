// The tab Live: the camera, its steady number, what was announced, and what is wrong.
import { setUpAnnouncements } from "./announcements.js";
import { setUpEvents } from "./events.js";
import { setUpRegion } from "./region.js";
import { setUpStream } from "./stream.js";
import { setUpCosts } from "./costs.js";
import { percent, say, whenLanguage } from "./words.js";

const TO_READ = 10_000; // ms for which it is said that the picture has another size: as a fault it is over at once

export function setUpLive(panel) {
  const stage = panel.querySelector(".stage");
  const told = panel.querySelector(".tools .told");
  const pauseButton = panel.querySelector(".pause");
  const announcements = setUpAnnouncements(panel.querySelector(".announcements"));
  const costs = setUpCosts(panel.querySelector(".costs"));
  const stream = setUpStream(stage);
  const region = setUpRegion(panel, tell, complain);
  const events = setUpEvents("/api/events", heard, connection);
  let state = "connecting";
  let camera = { ok: true };
  let size = ""; // of the camera's pictures
  let resized = 0; // a timer, while it is said that the size is another
  let current = null;
  let shown = null; // the number on the page: while paused it is the one of the picture
  let paused = false;
  let message = () => "";
  let looking = false;
  let onThisTab = false;

  function heard(name, data) {
    if (name === "camera") {
      camera = data;
      showState();
    } else if (name === "region") {
      region.heard(data.region);
    } else if (name === "announcement") {
      announcements.add(data);
      if (!data.past) showNumber(data);
    } else {
      costs.show(data);
      if (data.width) sized(data);
      showNumber(data.number);
    }
  }

  function sized({ width, height, rotate = 0 }) {
    region.sized(width, height, rotate);
    panel.style.setProperty("--ratio", rotate % 180 ? height / width : width / height);
    const now = `${width}×${height}`;
    if (size && size !== now) {
      clearTimeout(resized);
      resized = setTimeout(() => { resized = 0; showState(); }, TO_READ);
      showState();
    }
    size = now;
  }

  function showNumber(announcement) {
    current = announcement?.lines?.length ? announcement : null;
    if (!paused) shown = current;
    const lines = shown?.lines ?? [];
    const output = panel.querySelector(".number .lines");
    const text = lines.join("\n") || "–";
    if (output.textContent !== text) output.textContent = text; // said by screen readers only when it is another one
    output.dataset.length = Math.max(1, ...lines.map((line) => line.length));
    const sure = shown ? say("sure", { percent: percent(shown.confidence) }) : say("noNumber");
    const field = panel.querySelector(".sure");
    if (field.textContent !== sure) field.textContent = sure;
  }

  function connection(now) {
    if (now === state) return;
    if (now === "on") look(); // the stream went with the events
    state = now;
    showState();
  }

  // The gravest of what is wrong, over the picture where one looks.
  function showState() {
    const box = panel.querySelector(".camera");
    const [title, what, more] = box.children;
    let key = null;
    if (state !== "on") key = state;
    else if (!camera.ok) key = camera.fault === "gone" ? "goneFault" : camera.fault ?? "fault";
    else if (resized) key = "resized";
    box.hidden = key === null;
    box.classList.toggle("is-mild", ["connecting", "slow", "resized", "corrupt"].includes(key));
    if (key === null) return;
    // The server's own words, which are English, where there are none of ours.
    const words = [say(key), key === "connecting" ? "" : say(`${key}Do`), key === "fault" ? camera.message : ""];
    [title, what, more].forEach((element, i) => {
      if (element.textContent !== words[i]) element.textContent = words[i];
    });
  }

  function tell(key) {
    message = () => say(key);
    told.textContent = message();
  }

  function complain(refusal) {
    message = () => refusal.words;
    told.textContent = message();
  }

  // Nobody looks while the browser's tab is hidden or another of ours is shown: then nothing is sent.
  function look() {
    looking = onThisTab && !document.hidden;
    stream.want(looking);
  }

  function follow() {
    if (document.hidden) events.close();
    else if (onThisTab) events.open();
    else events.close();
    look();
  }

  pauseButton.addEventListener("click", () => {
    paused = !paused;
    stream.pause(paused);
    showPaused();
    showNumber(current);
  });

  function showPaused() {
    pauseButton.setAttribute("aria-pressed", String(paused));
    panel.querySelector(".paused").hidden = !paused;
  }

  panel.querySelector(".snapshot").addEventListener("click", () => stream.snapshot().then(() => tell("snapshotKept"), complain));
  document.addEventListener("visibilitychange", follow);
  whenLanguage(() => {
    showState();
    showNumber(current);
    told.textContent = message();
  });

  return {
    shown(tab) {
      onThisTab = tab === "live";
      follow();
    },
  };
}
