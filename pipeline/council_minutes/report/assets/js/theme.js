// Light and dark: as the system says, or as the reader chose.
report.theme = (() => {
  const KEY = "council-minutes-theme";
  const NEXT = { system: "light", light: "dark", dark: "system" };
  const NAMES = { system: "Auto", light: "Light", dark: "Dark" };
  const listeners = [];
  const button = document.getElementById("theme");
  let chosen = remembered();

  function remembered() {
    try {
      const kept = localStorage.getItem(KEY);
      return kept in NEXT ? kept : "system";
    } catch {
      return "system"; // a browser that keeps nothing for files
    }
  }

  function apply() {
    document.documentElement.dataset.theme = chosen;
    button.textContent = `◐ ${NAMES[chosen]}`;
    button.setAttribute("aria-label", `Colours: ${NAMES[chosen].toLowerCase()}. Change to ${NAMES[NEXT[chosen]].toLowerCase()}`);
    for (const listener of listeners) listener();
  }

  button.addEventListener("click", () => {
    chosen = NEXT[chosen];
    try {
      localStorage.setItem(KEY, chosen);
    } catch {
      // kept for this visit only
    }
    apply();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", apply);
  apply();

  /** The colour that a custom property has now, as rgb(). */
  function colour(property) {
    const probe = report.dom.element("span");
    probe.style.color = `var(${property})`;
    document.body.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  }

  return { colour, changed: (listener) => listeners.push(listener) };
})();
