// Tabs as WAI-ARIA has them: one is shown, arrow keys go from one to the next, the address remembers which.

// Calls `shown` with the id of the panel that is shown. Returns a function that shows the panel of an id.
export function setUpTabs(list, shown) {
  const tabs = [...list.querySelectorAll("[role=tab]")];
  const panelOf = (tab) => document.getElementById(tab.getAttribute("aria-controls"));

  function select(chosen) {
    for (const tab of tabs) {
      const selected = tab === chosen;
      tab.setAttribute("aria-selected", String(selected));
      tab.tabIndex = selected ? 0 : -1;
      panelOf(tab).hidden = !selected;
    }
    shown(panelOf(chosen).id);
  }

  function show(id) {
    select(tabs.find((tab) => panelOf(tab).id === id) ?? tabs[0]);
    history.replaceState(null, "", `#${id}`);
  }

  list.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) show(panelOf(tab).id);
  });
  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const tab = tabs.at(to % tabs.length);
    tab.focus();
    show(panelOf(tab).id);
  });
  const asked = () => tabs.find((tab) => `#${panelOf(tab).id}` === location.hash) ?? tabs[0];
  addEventListener("hashchange", () => select(asked()));
  select(asked());
  return show;
}
