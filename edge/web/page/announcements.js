// The list of the last announcements, the newest on top, each with its time.
import { clock, percent, say, whenLanguage } from "./words.js";

const MOST = 50;

export function setUpAnnouncements(section) {
  const list = section.querySelector("ol");
  const empty = section.querySelector(".empty");
  let all = [];

  function show() {
    empty.hidden = all.length > 0;
    list.replaceChildren(...all.map(row));
  }

  whenLanguage(show);
  return {
    // After a connection was lost the server tells again what the page may know.
    add(announcement) {
      if (all.some((known) => known.clock >= announcement.clock)) return;
      all = [announcement, ...all].slice(0, MOST);
      empty.hidden = true;
      list.prepend(row(announcement));
      while (list.children.length > MOST) list.lastChild.remove();
    },
  };
}

function row(announcement) {
  const item = document.createElement("li");
  const time = document.createElement("time");
  time.dateTime = new Date(announcement.clock * 1000).toISOString();
  time.textContent = clock(announcement.clock);
  const text = document.createElement("b");
  const sure = document.createElement("span");
  if (announcement.lines.length) {
    text.textContent = announcement.lines.join(" / ");
    sure.textContent = percent(announcement.confidence);
  } else {
    item.className = "is-gone";
    text.textContent = say("gone");
  }
  item.append(time, text, sure);
  return item;
}
