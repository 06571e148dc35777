// Which meetings the whole report is about: one council or all, from one day to another.
report.scope = (() => {
  const { element, choice } = report.dom;
  const state = { council: "", from: "", to: "" };
  const listeners = [];
  const form = document.getElementById("scope");
  let councils = [];

  function day(label, name) {
    const input = element("input", { type: "date", value: state[name], on: { change: () => set({ [name]: input.value }) } });
    return element("label", { class: "field" }, element("span", {}, label), input);
  }

  function set(changes) {
    Object.assign(state, changes);
    clear.hidden = !isNarrowed();
    for (const listener of listeners) listener();
  }

  const isNarrowed = () => Object.values(state).some((value) => value !== "");
  const clear = element("button", { type: "button", class: "quiet", hidden: true, on: { click: () => { set({ council: "", from: "", to: "" }); draw(); } } }, "All meetings");

  function draw() {
    const options = [["", "All councils"], ...councils.map((name) => [name, name])];
    form.replaceChildren(choice("Council", options, state.council, (council) => set({ council })), day("From", "from"), day("To", "to"), clear);
  }

  async function begin() {
    councils = (await report.data.table("documents")).distinct("council");
    form.addEventListener("submit", (event) => event.preventDefault());
    draw();
  }

  /** A test of a table's rows: a row without a day is left out once days are chosen. */
  function test(model) {
    if (!isNarrowed()) return () => true;
    const [first, last] = model.view.days;
    return (row) => {
      if (state.council !== "" && model.value("council", row) !== state.council) return false;
      if (state.from === "" && state.to === "") return true;
      const begins = model.value(first, row);
      const ends = model.value(last, row);
      if (begins === null || ends === null) return false;
      return (state.from === "" || ends >= state.from) && (state.to === "" || begins <= state.to);
    };
  }

  return { begin, test, isNarrowed, changed: (listener) => listeners.push(listener) };
})();
