// Goes where the address says, and listens to the keys that work everywhere.
(() => {
  const { element } = report.dom;
  const main = document.getElementById("main");
  let view = null;

  function navigation() {
    const entries = [{ name: "overview", title: "Overview", rows: null }, ...report.about.views];
    const items = entries.map(({ name, title, rows }) => {
      const count = rows === null ? null : element("small", {}, report.format.number(rows));
      return element("li", {}, element("a", { href: report.route.href({ view: name }), "data-view": name }, title, count));
    });
    document.getElementById("navigation").replaceChildren(...items);
  }

  async function go() {
    const place = report.route.read();
    const turned = place.view !== view;
    view = place.view;
    for (const link of document.querySelectorAll("#navigation a")) {
      if (link.dataset.view === view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (turned) {
      await draw();
      window.scrollTo(0, 0);
      main.scrollTop = 0;
      document.querySelector("#navigation [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
    }
    if (place.doc === null) report.documentView.hide();
    else await report.documentView.show(place);
    report.tableView.markCurrent();
  }

  async function draw() {
    document.title = `${report.about.views.find(({ name }) => name === view)?.title ?? "Overview"} – Council minutes`;
    if (view === "overview") await report.overview.show(main);
    else await report.tableView.show(view, main);
  }

  async function rescope() {
    if (view === "overview") await draw();
    else report.tableView.refresh();
    if (report.documentView.isOpen()) report.documentView.drawNeighbours();
  }

  function key(event) {
    const typing = event.target.closest("input, select, textarea") !== null;
    if (event.key === "Escape" && report.documentView.isOpen()) {
      report.documentView.leave();
    } else if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const search = document.getElementById("search");
      if (search === null || main.inert) return;
      event.preventDefault();
      search.focus();
    }
  }

  async function begin() {
    if (!("DecompressionStream" in window)) {
      main.replaceChildren(element("p", { class: "empty" }, "This browser is too old for the report: it cannot unpack the tables. A version from 2023 or later can."));
      return;
    }
    navigation();
    await report.scope.begin();
    report.scope.changed(rescope);
    window.addEventListener("hashchange", go);
    document.addEventListener("keydown", key);
    document.getElementById("skip").addEventListener("click", (event) => {
      event.preventDefault();
      main.focus();
    });
    await go();
    document.body.dataset.ready = "true";
  }

  begin();
})();
