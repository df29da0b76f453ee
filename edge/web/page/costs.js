// What reading costs: frames a second, where the milliseconds of a frame go, frames passed over, who watches.
import { number, say, whenLanguage } from "./words.js";

const STAGES = ["page", "digit"];

export function setUpCosts(list) {
  let status = null;

  function show() {
    if (!status) return;
    const rows = [
      ["rate", number(status.rate ?? 0, 1)],
      ["milliseconds", stages(status.milliseconds ?? {})],
      ["dropped", number(status.dropped ?? 0)],
      ["viewers", number(status.viewers ?? 0)],
    ];
    list.replaceChildren(...rows.map(([key, value]) => {
      const row = document.createElement("div");
      const [title, fact] = ["dt", "dd"].map((name) => document.createElement(name));
      title.textContent = say(key);
      fact.append(value);
      row.append(title, fact);
      row.className = key;
      return row;
    }));
  }

  whenLanguage(show);
  return {
    show(now) {
      status = now;
      show();
    },
  };
}

function stages(milliseconds) {
  if (milliseconds.total === undefined) return "–";
  const fragment = document.createDocumentFragment();
  fragment.append(number(milliseconds.total, 1));
  const parts = document.createElement("small");
  parts.textContent = STAGES.filter((stage) => stage in milliseconds)
    .map((stage) => `${say(stage)} ${number(milliseconds[stage], 1)}`)
    .join(" · ");
  fragment.append(parts);
  return fragment;
}
