// The document beside the table: who met when, the legend, search within, and the text with the row's words framed.
report.documentView = (() => {
  const { element, webAddress } = report.dom;
  const format = report.format;
  const pane = document.getElementById("document");
  const narrow = matchMedia("(max-width: 900px)");
  let open = null; // the number of the document shown
  let current = null; // {text, toUnits, marks, relations}
  let parts = {};
  let numbers = null;

  async function number(doc) {
    const documents = await report.data.table("documents");
    numbers ??= new Map(Array.from({ length: documents.rows }, (_unused, row) => [documents.value("doc_id", row), row]));
    return numbers.get(doc);
  }

  async function show(place) {
    const documents = await report.data.table("documents");
    const row = await number(place.doc);
    const content = row === undefined ? { text: null, why: "This report has no such document." } : await report.data.documentAt(row);
    if (report.route.read().doc !== place.doc) return; // the reader has gone on while it was unpacked
    pane.hidden = false;
    document.body.classList.add("has-document");
    coverIfNarrow();
    if (open !== row || row === undefined || content.text === null) draw(documents, row, content);
    open = row;
    if (content.text === null) {
      parts.title.focus();
    } else {
      point(place);
      parts.text.focus({ preventScroll: true });
    }
    drawNeighbours();
  }

  /** On a narrow screen the document covers the table, which is then out of reach of the keyboard. */
  function coverIfNarrow() {
    const covered = narrow.matches && !pane.hidden;
    for (const id of ["top", "scope", "main"]) document.getElementById(id).inert = covered;
  }

  function draw(documents, row, content) {
    const told = (name) => (row === undefined ? null : documents.value(name, row));
    parts = {
      title: element("h2", { tabindex: "-1" }, (told("title") ?? told("source") ?? "Document").replace(/\s+/gu, " ")),
      neighbours: element("div", { class: "neighbours" }),
      text: element("div", { class: "text", tabindex: "0", role: "document", "aria-label": "Text. Left and right arrow keys go from mark to mark.", on: { keydown: (event) => report.documentText.key(event) } }),
      panel: element("div", { class: "details", role: "region", "aria-label": "The chosen mark", hidden: true }),
    };
    const close = element("button", { type: "button", class: "close", "aria-keyshortcuts": "Escape", on: { click: leave } }, "Close");
    const meeting = [told("council"), told("body"), format.fullDate(told("meeting_date"))].filter((text) => text !== null && text !== "");
    const bar = element("div", { class: "bar" }, parts.neighbours, close);
    const head = element("header", {}, bar, parts.title, element("p", { class: "meeting" }, meeting.join(" · ")), origin(told("source"), told("url")));
    if (content.text === null) {
      current = null;
      pane.replaceChildren(head, element("div", { class: "scroller" }, element("p", { class: "empty" }, content.why)));
      return;
    }
    const toUnits = report.marks.unitsOf(content.text);
    current = { text: content.text, toUnits, marks: report.marks.read(content, toUnits), relations: content.relations };
    const legend = element("details", { class: "legend-box" }, element("summary", {}, "Labels"), report.legend.draw(current.marks, relabel));
    legend.open = !narrow.matches;
    const tools = element("div", { class: "tools" }, report.documentFind.draw(content.text), items(content.items, toUnits));
    const scroller = element("div", { class: "scroller" }, parts.text);
    pane.replaceChildren(head, tools, legend, scroller, parts.panel);
  }

  function origin(source, url) {
    const address = url === null ? null : webAddress(url);
    const link = address === null ? null : element("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, "Published document ↗");
    return element("p", { class: "origin" }, element("span", { class: "source" }, source ?? ""), link);
  }

  /** A drop-down that scrolls to an agenda item. */
  function items(list, toUnits) {
    if (list.length === 0) return null;
    const options = list.map(([number, title], at) => [String(at), [number, title].filter(Boolean).join(" ")]);
    const goTo = (value) => {
      if (value === "") return;
      const start = toUnits(list[Number(value)][2]);
      report.documentText.scrollTo(report.documentText.rangeOf(start, start + 1));
    };
    return report.dom.choice("Item", [["", "Go to an agenda item"], ...options], "", goTo);
  }

  function relabel() {
    report.documentText.redraw();
    report.documentFind.repaint();
  }

  /** Frames the words of the place and scrolls to them. */
  function point({ words, around }) {
    const length = current.text.length;
    const units = (extent) => {
      const converted = extent === null ? null : extent.map(current.toUnits);
      return converted !== null && converted[0] < converted[1] && converted[1] <= length ? converted : null;
    };
    const shown = { words: units(words), around: units(around) };
    report.documentText.draw(parts.text, current, shown, parts.panel);
    report.documentFind.repaint();
    if (shown.words !== null) report.documentText.scrollTo(report.documentText.rangeOf(...shown.words));
    else pane.querySelector(".scroller").scrollTop = 0;
  }

  function drawNeighbours() {
    const focused = [...parts.neighbours.children].indexOf(document.activeElement);
    const button = (step, text) => element("button", { type: "button", class: "quiet", disabled: !report.tableView.hasNeighbour(step), on: { click: () => report.tableView.goToNeighbour(step) } }, text);
    parts.neighbours.replaceChildren(button(-1, "← Previous row"), button(1, "Next row →"));
    parts.neighbours.children[focused]?.focus();
  }

  /** Back to the table, with the focus on the row that was shown. */
  function leave() {
    const from = location.hash;
    report.route.go({ view: report.route.read().view });
    hide();
    report.tableView.focusRow(from);
  }

  function hide() {
    if (pane.hidden) return;
    pane.hidden = true;
    pane.replaceChildren();
    open = null;
    document.body.classList.remove("has-document");
    report.documentFind.clear();
    coverIfNarrow();
  }

  narrow.addEventListener("change", coverIfNarrow);
  return { show, hide, leave, drawNeighbours, isOpen: () => !pane.hidden };
})();
