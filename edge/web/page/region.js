// The part of the picture that is read: shown while it is chosen, by dragging or by numbers, and kept by the server.
import { dragged, fitted, grip } from "./rectangle.js";
import { ask } from "./server.js";
import { svg } from "./marks.js";
import { givenBox, turnedBox, turnedSize } from "./turning.js";

const REACH = 24; // CSS pixels round a corner in which a finger takes it

// `tell(key)` says what happened, `complain(refusal)` what went wrong.
export function setUpRegion(panel, tell, complain) {
  const overlay = panel.querySelector("svg.region");
  const form = panel.querySelector(".region-fields");
  const opener = panel.querySelector(".choose-region");
  const picture = { width: 0, height: 0, turn: 0 };
  let kept = null; // as the server has it
  let draft = null; // while it is chosen, in pixels of the picture as it is shown

  const size = () => turnedSize(picture.turn, picture.width, picture.height);

  function open() {
    const [width, height] = size();
    draft = kept ? turnedBox(kept, picture.turn, picture.width, picture.height) : null;
    form.x.max = form.w.max = width;
    form.y.max = form.h.max = height;
    toggle(true);
    form.x.focus({ preventScroll: true }); // the picture is what one wants to see now
    overlay.scrollIntoView({ block: "nearest" });
  }

  function toggle(opened) {
    form.hidden = !opened;
    overlay.toggleAttribute("hidden", !opened);
    opener.setAttribute("aria-expanded", String(opened));
    if (opened) show();
  }

  function close() {
    toggle(false);
    opener.focus();
  }

  function show(fields = true) {
    const [width, height] = size();
    const [x, y, w, h] = draft ?? [0, 0, width, height];
    if (fields) [form.x.value, form.y.value, form.w.value, form.h.value] = [x, y, w, h];
    overlay.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const around = `M0 0H${width}V${height}H0zM${x} ${y}v${h}h${w}v${-h}z`;
    const radius = 7 * width / overlay.clientWidth;
    const corners = draft ? [[x, y], [x + w, y], [x, y + h], [x + w, y + h]] : [];
    overlay.replaceChildren(
      svg("path", { d: around, class: "outside" }),
      svg("rect", { x, y, width: w, height: h, class: "frame" }),
      ...corners.map(([cx, cy]) => svg("circle", { cx, cy, r: radius })),
    );
  }

  function place(event) {
    const frame = overlay.getBoundingClientRect();
    const [width, height] = size();
    return [(event.clientX - frame.left) * width / frame.width, (event.clientY - frame.top) * height / frame.height];
  }

  overlay.addEventListener("pointerdown", (down) => {
    if (!down.isPrimary || down.button) return;
    down.preventDefault();
    overlay.setPointerCapture(down.pointerId);
    const start = place(down);
    const before = draft;
    const how = grip(before, start, REACH * size()[0] / overlay.clientWidth);
    const move = (event) => {
      if (event.pointerId !== down.pointerId) return;
      draft = dragged(before, how, start, place(event), size());
      show();
    };
    const end = (event) => {
      if (event.pointerId !== down.pointerId) return;
      overlay.removeEventListener("pointermove", move);
      for (const name of ["pointerup", "pointercancel"]) overlay.removeEventListener(name, end);
    };
    overlay.addEventListener("pointermove", move);
    for (const name of ["pointerup", "pointercancel"]) overlay.addEventListener(name, end);
  });

  form.addEventListener("input", () => {
    draft = fitted([form.x, form.y, form.w, form.h].map((field) => field.valueAsNumber), size());
    show(false); // the fields are being typed into
  });
  form.addEventListener("change", () => show());
  form.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  form.querySelector(".cancel").addEventListener("click", close);
  opener.addEventListener("click", () => (form.hidden ? open() : close()));

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const roi = givenBox(draft ?? [0, 0, ...size()], picture.turn, picture.width, picture.height);
    send({ method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ roi }) }, "regionKept");
  });
  form.querySelector(".whole").addEventListener("click", () => send({ method: "DELETE" }, "regionGone"));

  async function send(options, told) {
    try {
      const answer = await ask("/api/region", options);
      kept = (await answer.json()).region;
      close();
      tell(told);
    } catch (refusal) {
      complain(refusal);
    }
  }

  return {
    // The picture's size as given, and by how many degrees it is shown turned.
    sized(width, height, turn) {
      if (width === picture.width && height === picture.height && turn === picture.turn) return;
      Object.assign(picture, { width, height, turn });
      if (!form.hidden) open();
    },
    heard(region) { kept = region; },
  };
}
