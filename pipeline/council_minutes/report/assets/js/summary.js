// The numbers of the run: how much was read, what was found, what went wrong.
report.summary = (() => {
  const { element } = report.dom;
  const format = report.format;

  function tile(number, text, view) {
    const content = [element("strong", {}, format.number(number)), element("span", {}, text)];
    return element("li", {}, element("a", { href: report.route.href({ view }) }, ...content));
  }

  /** One tile a table, counting the rows of the meetings shown. */
  function tiles(models) {
    const made = models.map((model) => {
      const rows = model.select(report.scope.test(model), { query: "", choices: {}, sort: null });
      return tile(rows.length, model.view.title.toLowerCase(), model.view.name);
    });
    return element("ul", { class: "tiles" }, ...made);
  }

  function lead(documents) {
    const rows = documents.select(report.scope.test(documents), { query: "", choices: {}, sort: null });
    const councils = documents.counts("council", rows).size;
    const days = [...documents.counts("meeting_date", rows).keys()].sort();
    const read = [`${format.counted(rows.length, "document")} of ${format.counted(councils, "council")}`];
    if (days.length > 0) read.push(`meetings from ${format.date(days[0])} to ${format.date(days.at(-1))}`);
    return element("p", { class: "lead" }, `${read.join(", ")}.`);
  }

  /** What a reader must know before trusting the numbers; nothing where all went well. */
  function warnings(documents) {
    const told = [];
    const { state, error } = report.about.run;
    if (state !== undefined && state !== "complete") told.push(`The run did not complete (${format.words(state)}${error ? `: ${error}` : ""}): tables may be missing documents.`);
    const every = Array.from({ length: documents.rows }, (_unused, row) => row);
    const statuses = documents.counts("status", every);
    for (const [status, meaning] of [["failed", "could not be read and have no rows"], ["partial", "could be read only in part"]]) {
      if (statuses.has(status)) told.push(statusWarning(status, `${format.counted(statuses.get(status), "document")} ${meaning}`));
    }
    if (report.about.withoutText > 0) told.push(`${format.counted(report.about.withoutText, "document")} without text in this report: the words of their rows cannot be shown in place.`);
    if (told.length === 0) return null;
    return element("ul", { class: "warnings" }, ...told.map((text) => element("li", {}, text)));
  }

  function statusWarning(status, text) {
    const show = () => report.tableView.preset("documents", { status });
    return element("a", { href: report.route.href({ view: "documents" }), on: { click: show } }, `${text}: see which`);
  }

  /** How the run was made, from run.json. */
  function facts() {
    const run = report.about.run;
    const model = run.model ? [run.model.name, run.model.version].filter(Boolean).join(" ") : null;
    const rows = [
      ["Model", model],
      ["Words read", run.words?.total === undefined ? null : format.number(run.words.total)],
      ["Begun", run.started ? format.time(run.started) : null],
      ["Ended", run.finished ? format.time(run.finished) : null],
      ["Time to annotate", format.known(run.seconds_annotating) ? format.duration(run.seconds_annotating) : null],
      ["Speed", format.known(run.words_per_second) ? `${format.number(run.words_per_second)} words a second` : null],
    ].filter(([, value]) => value !== null && value !== "");
    if (rows.length === 0) return null;
    const terms = rows.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]);
    return element("section", { class: "facts" }, element("h2", {}, "The run"), element("dl", {}, ...terms), ...lists(run));
  }

  function lists(run) {
    const entry = (told) => (typeof told === "string" ? told : [told.source, told.reason ?? told.note].filter(Boolean).join(": "));
    return [["notes", "Notes on documents"], ["skipped", "Passed over"], ["archive_notes", "Notes on the archive"]]
      .filter(([name]) => (run[name] ?? []).length > 0)
      .map(([name, title]) => element("details", {}, element("summary", {}, `${title} (${format.number(run[name].length)})`), element("ul", {}, ...run[name].map((told) => element("li", {}, entry(told))))));
  }

  return { tiles, lead, warnings, facts };
})();
