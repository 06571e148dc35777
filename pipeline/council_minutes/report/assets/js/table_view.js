// A table on the screen: search, choices, order, pages.
report.tableView = (() => {
  const { element, choice, announce, settled } = report.dom;
  const format = report.format;
  const PAGE = 50;
  const MOST_OPTIONS = 400;
  const states = new Map(); // what the reader chose in each view, kept while the page is open
  let model = null;
  let documents = null;
  let state = null;
  let selected = [];
  let parts = {};

  const fresh = () => ({ query: "", choices: {}, sort: null, page: 0 });

  async function show(name, main) {
    [model, documents] = await Promise.all([report.data.table(name), report.data.table("documents")]);
    if (report.route.read().view !== name) return; // the reader has gone on while the table was unpacked
    if (!states.has(name)) states.set(name, fresh());
    state = states.get(name);
    draw(main);
    update(false);
  }

  /** Lets another part of the page open a table with choices made. */
  function preset(name, choices) {
    states.set(name, { ...fresh(), choices });
  }

  function draw(main) {
    const { title, columns } = model.view;
    const search = element("input", { type: "search", id: "search", placeholder: "Words to look for", "aria-keyshortcuts": "/", autocomplete: "off", spellcheck: "false" });
    search.value = state.query;
    search.addEventListener("input", settled(() => change({ query: search.value }), 150));
    parts = {
      choices: element("div", { class: "choices" }),
      count: element("p", { class: "count", id: "count" }),
      head: element("thead", { role: "rowgroup" }),
      body: element("tbody", { role: "rowgroup" }),
      pages: element("nav", { class: "pages", "aria-label": "Pages" }),
      empty: element("div", { class: "empty" }),
    };
    const order = choice("Order", orders(columns), orderValue(), (value) => change({ sort: parsedOrder(value) }));
    order.classList.add("order");
    parts.order = order.querySelector("select");
    const table = element("table", { role: "table", class: `table-${model.view.name}`, "aria-labelledby": "view-title" }, parts.head, parts.body);
    parts.table = element("div", { class: "table" }, table);
    parts.body.addEventListener("click", follow);
    main.replaceChildren(
      element("h1", { id: "view-title", tabindex: "-1" }, title),
      element("div", { class: "controls" }, element("label", { class: "field grows" }, element("span", {}, "Search"), search), parts.choices, order),
      parts.count, parts.table, parts.empty, parts.pages,
    );
  }

  function change(changes) {
    Object.assign(state, changes, { page: 0 });
    update(true);
  }

  function update(told) {
    selected = model.select(report.scope.test(model), state);
    state.page = Math.min(state.page, Math.max(0, Math.ceil(selected.length / PAGE) - 1));
    drawChoices();
    drawHead();
    parts.order.value = orderValue();
    drawRows();
    if (told) announce(parts.count.textContent);
  }

  function drawChoices() {
    const inScope = model.select(report.scope.test(model), { query: state.query, choices: {}, sort: null });
    const focused = document.activeElement?.closest("[data-choice]")?.dataset.choice;
    const shown = model.view.columns.filter(({ kind, name }) => kind === "choice" && name !== "council");
    const fields = shown.map((column) => {
      const counts = [...model.counts(column.name, inScope)].sort((left, right) => right[1] - left[1]).slice(0, MOST_OPTIONS);
      const chosen = state.choices[column.name] ?? "";
      if (counts.length < 2 && chosen === "") return null;
      if (chosen !== "" && !counts.some(([value]) => value === chosen)) counts.push([chosen, 0]);
      const options = counts.map(([value, count]) => [value, `${format.words(value)} (${format.number(count)})`]);
      const field = choice(column.title, [["", "All"], ...options], chosen, (value) => change({ choices: { ...state.choices, [column.name]: value } }));
      field.dataset.choice = column.name;
      return field;
    });
    parts.choices.replaceChildren(...fields.filter((field) => field !== null));
    if (focused) parts.choices.querySelector(`[data-choice="${CSS.escape(focused)}"] select`)?.focus();
  }

  function drawHead() {
    const focused = document.activeElement?.closest("th")?.dataset.name;
    const cells = model.view.columns.map((column) => {
      const sorted = state.sort?.name === column.name ? (state.sort.descending ? "descending" : "ascending") : null;
      const numeric = ["number", "quantity"].includes(column.kind) ? " is-numeric" : "";
      const button = element("button", { type: "button", on: { click: () => change({ sort: turned(column.name) }) } }, column.title);
      return element("th", { role: "columnheader", scope: "col", class: `is-${column.kind}${numeric}`, "aria-sort": sorted, "data-name": column.name }, button);
    });
    parts.head.replaceChildren(element("tr", { role: "row" }, ...cells));
    if (focused) parts.head.querySelector(`[data-name="${CSS.escape(focused)}"] button`)?.focus();
  }

  /** Ascending, descending, then as the documents have it. */
  function turned(name) {
    if (state.sort?.name !== name) return { name, descending: false };
    return state.sort.descending ? null : { name, descending: true };
  }

  const orders = (columns) => [
    ["", "As in the documents"],
    ...columns.flatMap(({ name, title }) => [[`+${name}`, `${title}, ascending`], [`-${name}`, `${title}, descending`]]),
  ];
  const orderValue = () => (state.sort === null ? "" : `${state.sort.descending ? "-" : "+"}${state.sort.name}`);
  const parsedOrder = (value) => (value === "" ? null : { name: value.slice(1), descending: value[0] === "-" });

  function drawRows() {
    const shown = selected.slice(state.page * PAGE, (state.page + 1) * PAGE);
    parts.body.replaceChildren(...shown.map(rowElement));
    const all = format.number(model.rows);
    parts.count.textContent = selected.length === model.rows ? `${all} in all` : `${format.number(selected.length)} of ${all}`;
    parts.table.hidden = selected.length === 0;
    drawEmpty();
    drawPages();
    markCurrent();
  }

  function rowElement(row) {
    const href = report.route.href(model.place(row, documents));
    const cells = model.view.columns.map((column) => report.tableCells.cell(model, column, row, href));
    return element("tr", { role: "row" }, ...cells);
  }

  function drawEmpty() {
    parts.empty.hidden = selected.length > 0;
    if (selected.length > 0) return;
    if (model.rows === 0) {
      parts.empty.replaceChildren(element("p", {}, model.view.empty));
      return;
    }
    const reset = element("button", { type: "button", on: { click: () => { Object.assign(state, fresh()); document.getElementById("search").value = ""; update(true); } } }, "Clear search and choices");
    const narrowed = report.scope.isNarrowed() ? " in the meetings shown" : "";
    parts.empty.replaceChildren(element("p", {}, `Nothing fits${narrowed}.`), reset);
  }

  function drawPages() {
    const last = Math.max(0, Math.ceil(selected.length / PAGE) - 1);
    parts.pages.hidden = last === 0;
    const turn = (page, text) => element("button", { type: "button", disabled: page < 0 || page > last || page === state.page, on: { click: () => turnTo(page) } }, text);
    const range = `${format.number(state.page * PAGE + 1)} to ${format.number(Math.min(selected.length, (state.page + 1) * PAGE))} of ${format.number(selected.length)}`;
    parts.pages.replaceChildren(turn(0, "First"), turn(state.page - 1, "Previous"), element("span", {}, range), turn(state.page + 1, "Next"), turn(last, "Last"));
  }

  function turnTo(page) {
    state.page = page;
    drawRows();
    parts.table.scrollIntoView({ block: "start" });
    parts.body.querySelector("a")?.focus({ preventScroll: true });
  }

  /** A click anywhere in a row is a click on its words, unless text is being selected. */
  function follow(event) {
    if (event.target.closest("a") || !getSelection().isCollapsed) return;
    event.target.closest("tr")?.querySelector("a.words")?.click();
  }

  function markCurrent() {
    for (const row of parts.body?.children ?? []) {
      const current = row.querySelector("a.words")?.getAttribute("href") === location.hash;
      if (current) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  const currentPlace = () => selected.findIndex((row) => report.route.href(model.place(row, documents)) === location.hash);

  /** Whether there is a row before (-1) or after (1) the one whose words are shown. */
  const hasNeighbour = (step) => model !== null && currentPlace() >= 0 && selected[currentPlace() + step] !== undefined;

  function goToNeighbour(step) {
    const at = currentPlace() + step;
    const page = Math.floor(at / PAGE);
    if (page !== state.page) {
      state.page = page;
      drawRows();
    }
    report.route.go(model.place(selected[at], documents));
  }

  /** Puts the focus back on the row whose words were shown, or on the title. */
  function focusRow(hash) {
    const link = parts.body?.querySelector(`a[href="${CSS.escape(hash)}"]`);
    (link ?? document.getElementById("view-title"))?.focus();
  }

  return { show, preset, refresh: () => update(true), markCurrent, hasNeighbour, goToNeighbour, focusRow };
})();
