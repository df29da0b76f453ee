// What the page says, in the reader's language: by `say(key)`, and wherever the document names a word.
import { english } from "./english.js";
import { spanish } from "./spanish.js";

const BOOKS = { en: english, es: spanish };
const KEPT = "cifra.language";

let language = chosen();

function chosen() {
  const kept = localStorage.getItem(KEPT);
  if (kept in BOOKS) return kept;
  return navigator.languages.map((name) => name.slice(0, 2)).find((name) => name in BOOKS) ?? "en";
}

// The words of `key`; {name} in them becomes `values.name`.
export function say(key, values = {}) {
  return BOOKS[language][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// Whole percents, but for what is nearly certain: a tenth more tells there, and nothing is called a hundred.
export function percent(share) {
  const nearly = share > 0.985;
  const told = nearly ? Math.min(share, 0.999) : share;
  return told.toLocaleString(language, { style: "percent", maximumFractionDigits: nearly ? 1 : 0 });
}

export function number(value, digits = 0) {
  return value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString(language, { timeStyle: "medium", hourCycle: "h23" });
}

// `show` runs now, and again whenever the language has changed.
export function whenLanguage(show) {
  document.addEventListener("language", show);
  show();
}

export function speak(name) {
  language = name;
  localStorage.setItem(KEPT, name);
  translate();
}

export function setUpLanguages(group) {
  for (const button of group.querySelectorAll("button")) button.addEventListener("click", () => speak(button.value));
  document.addEventListener("language", () => {
    for (const button of group.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.value === language));
    }
  });
  translate();
}

function translate() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = say(element.dataset.word);
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", say(element.dataset.label));
  }
  for (const element of document.querySelectorAll("[data-alt]")) element.alt = say(element.dataset.alt);
  document.dispatchEvent(new Event("language"));
}
