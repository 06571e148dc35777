// The first page: numbers of the run, and three charts over the meetings shown.
report.overview = (() => {
  const { element, choice } = report.dom;
  const format = report.format;
  const DIRECTIONS = [["up", "Up", "--up"], ["stable", "Stable", "--stable"], ["down", "Down", "--down"], [null, "Not stated", "--unstated"]];
  const LINES = [["--line-1", "circle"], ["--line-2", "rect"], ["--line-3", "triangle"], ["--line-4", "rectRot"], ["--line-5", "star"], ["--line-6", "crossRot"]];
  const MOST_BODIES = 12;
  const LEAST_PERIODS = 2;
  let chosen = null; // the indicator whose figures are charted: "name\nunit"

  const rowsOf = (model) => model.select(report.scope.test(model), { query: "", choices: {}, sort: null });

  async function show(main) {
    const models = await Promise.all(report.about.views.map(({ name }) => report.data.table(name)));
    if (report.route.read().view !== "overview") return; // the reader has gone on meanwhile
    const of = Object.fromEntries(models.map((model) => [model.view.name, model]));
    const charts = element("div", { class: "charts" }, directions(of.findings), bodies(of.decisions, of.actions), element("div", { id: "indicator-chart", class: "wide" }));
    const parts = [element("h1", { id: "view-title", tabindex: "-1" }, "Overview"), report.summary.lead(of.documents), report.summary.warnings(of.documents), report.summary.tiles(models), charts, report.summary.facts()];
    main.replaceChildren(...parts.filter((part) => part !== null));
    drawIndicator(of.indicators, of.documents);
    report.chart.drawAll();
  }

  function directions(findings) {
    const quarters = new Map();
    let undated = 0;
    for (const row of rowsOf(findings)) {
      const day = findings.value("meeting_date", row);
      if (day === null) {
        undated++;
        continue;
      }
      const quarter = format.quarter(day);
      if (!quarters.has(quarter)) quarters.set(quarter, new Map());
      const counts = quarters.get(quarter);
      const direction = findings.value("direction", row);
      counts.set(direction, (counts.get(direction) ?? 0) + 1);
    }
    const labels = format.quartersBetween([...quarters.keys()]);
    const series = DIRECTIONS.map(([direction, name, colour]) => ({ name, colour, values: labels.map((quarter) => quarters.get(quarter)?.get(direction) ?? 0) }));
    const left = undated > 0 ? ` ${format.counted(undated, "finding")} of meetings without a date left out.` : "";
    const onPoint = (at) => open("findings", { direction: DIRECTIONS[at][0] ?? "" });
    return report.chart.figure({ title: "Findings by quarter and direction", note: `Financial quarter of the meeting (Q1 is April to June).${left}`, kind: "bar", stacked: true, labels, series, onPoint, empty: "No findings with a date of the meeting." });
  }

  function bodies(decisions, actions) {
    const [decided, agreed] = [decisions, actions].map((model) => model.counts("body", rowsOf(model)));
    const total = (body) => (decided.get(body) ?? 0) + (agreed.get(body) ?? 0);
    const all = [...new Set([...decided.keys(), ...agreed.keys()])].sort((left, right) => total(right) - total(left));
    const labels = all.slice(0, MOST_BODIES);
    const series = [
      { name: "Decisions", colour: "--line-1", values: labels.map((body) => decided.get(body) ?? 0) },
      { name: "Actions", colour: "--line-2", values: labels.map((body) => agreed.get(body) ?? 0) },
    ];
    const note = all.length > labels.length ? `The ${MOST_BODIES} bodies with the most, of ${format.number(all.length)}.` : null;
    const onPoint = (at, place) => open(["decisions", "actions"][at], { body: labels[place] });
    return report.chart.figure({ title: "Decisions and actions by body", note, kind: "bar", horizontal: true, stacked: true, labels, series, onPoint, empty: "No decisions or actions." });
  }

  function open(view, choices) {
    report.tableView.preset(view, choices);
    report.route.go({ view });
  }

  const key = (model, row) => `${model.value("indicator", row)}\n${model.value("unit", row) ?? ""}`;

  /** Indicators with a value in at least two periods of the meetings shown, those with the most first. */
  function candidates(model) {
    const found = new Map();
    for (const row of rowsOf(model)) {
      if (model.value("value", row) === null || model.value("period_start", row) === null) continue;
      const name = key(model, row);
      if (!found.has(name)) found.set(name, []);
      found.get(name).push(row);
    }
    const periods = (rows) => new Set(rows.map((row) => model.value("period_start", row))).size;
    return [...found].filter(([, rows]) => periods(rows) >= LEAST_PERIODS).sort((left, right) => right[1].length - left[1].length || left[0].localeCompare(right[0]));
  }

  function drawIndicator(model, documents) {
    const found = candidates(model);
    if (!found.some(([name]) => name === chosen)) chosen = found[0]?.[0] ?? null;
    const space = document.getElementById("indicator-chart");
    const rows = found.find(([name]) => name === chosen)?.[1] ?? [];
    const options = found.map(([name, values]) => [name, `${name.replace(/\n(count)?$/, "").replace("\n", ", ").replaceAll("_", " ")} (${format.counted(values.length, "value")})`]);
    const pick = (name) => {
      chosen = name;
      drawIndicator(model, documents);
      space.querySelector("select").focus();
      report.chart.drawAll();
    };
    const controls = found.length > 0 ? choice("Indicator", options, chosen, pick) : null;
    space.replaceChildren(figuresOverTime(model, documents, rows, controls));
  }

  /** The middle of a row's period, in years: 2024.5 is the beginning of July 2024. */
  function middle(model, row) {
    const [first, last] = ["period_start", "period_end"].map((name) => Date.parse(model.value(name, row)));
    const DAYS = 365.2425;
    return 1970 + (first + last) / 2 / 86_400_000 / DAYS;
  }

  function figuresOverTime(model, documents, rows, controls) {
    const order = [...rows].sort((left, right) => model.value("period_start", left).localeCompare(model.value("period_start", right)));
    const labels = [...new Set(order.map((row) => model.value("period", row)))];
    const councils = [...model.counts("council", rows)].sort((left, right) => right[1] - left[1]).map(([name]) => name);
    if (rows.some((row) => model.value("council", row) === null)) councils.push(null);
    const charted = councils.slice(0, LINES.length);
    const places = charted.map((council) => labels.map((label) => order.find((row) => model.value("council", row) === council && model.value("period", row) === label) ?? null));
    const series = charted.map((council, at) => ({
      name: council ?? "Council not known", colour: LINES[at][0], point: LINES[at][1],
      values: places[at].map((row) => (row === null ? null : model.value("value", row))),
    }));
    const years = labels.map((label) => middle(model, order.find((row) => model.value("period", row) === label)));
    const unit = rows.length > 0 ? model.value("unit", rows[0]) : null;
    const place = (at, period) => (places[at][period] === null ? null : model.place(places[at][period], documents));
    const left = councils.length > charted.length ? ` The ${charted.length} councils with the most values, of ${format.number(councils.length)}.` : "";
    return report.chart.figure({
      title: "An indicator over time", note: `The value reported last for each period. Choose a point to see its words.${left}`, kind: "line", labels: labels.map(format.period), years, series, controls,
      unit: unit === null || unit === "count" ? null : format.words(unit), empty: "No indicator has values in two or more periods.",
      format: (value) => format.measured(value, unit), tooltip: ({ dataset, raw }) => `${dataset.label}: ${format.measured(raw.y, unit)}`,
      onPoint: (at, period) => place(at, period) !== null && report.route.go({ ...place(at, period), view: "indicators" }),
      href: (at, period) => (place(at, period) === null ? null : report.route.href(place(at, period))),
    });
  }

  return { show };
})();
