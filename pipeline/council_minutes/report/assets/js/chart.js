// A chart with its title and, for whoever cannot see or point at it, its numbers as a table. Drawn by Chart.js.
report.chart = (() => {
  const { element } = report.dom;
  const shown = new Set();

  const colour = (name) => report.theme.colour(name);

  const MANY = 24; // bars, from which on they stand close and without a border

  function options({ horizontal, stacked, unit, years, labels, onPoint, tooltip }) {
    const value = { stacked, beginAtZero: horizontal || stacked, grid: { color: colour("--line") }, border: { display: false }, ticks: { color: colour("--quiet"), precision: 0, maxTicksLimit: 6, callback: (_tick, at, ticks) => report.format.axis(ticks.map(({ value: step }) => step))[at] }, title: { display: Boolean(unit), text: unit ?? "", color: colour("--quiet") } };
    const time = { type: "linear", ...yearTicks(years), grid: { display: false }, border: { color: colour("--line") } };
    const category = years ? time : { stacked, grid: { display: false }, border: { color: colour("--line") }, ticks: { color: colour("--ink"), maxRotation: 45, autoSkip: !horizontal, autoSkipPadding: 12, callback: shortened } };
    return {
      indexAxis: horizontal ? "y" : "x",
      scales: horizontal ? { x: value, y: category } : { x: category, y: value },
      maintainAspectRatio: false,
      animation: false,
      locale: "en-GB",
      onClick: (_event, points) => points.length > 0 && onPoint?.(points[0].datasetIndex, points[0].index),
      onHover: (event, points) => { event.native.target.style.cursor = onPoint && points.length > 0 ? "pointer" : "default"; },
      plugins: {
        legend: { position: "bottom", align: "start", labels: { color: colour("--ink"), boxWidth: 12, boxHeight: 12, padding: 14 } },
        tooltip: { callbacks: tooltip ? { label: tooltip, title: ([point]) => labels[point.dataIndex] } : {} },
      },
    };
  }

  /** Ticks of an axis of years with fractions: whole years, or quarters of years where there are few. */
  function yearTicks(years) {
    if (!years) return {};
    const span = Math.max(...years) - Math.min(...years);
    const MONTHS = ["Jan", "Apr", "Jul", "Oct"];
    const name = (tick) => (Number.isInteger(tick) ? String(tick) : `${MONTHS[Math.round((tick % 1) * 4) % 4]} ${Math.floor(tick)}`);
    const step = span > 10 ? { precision: 0 } : { stepSize: span > 3 ? 1 : 0.25 };
    return { ticks: { ...step, color: colour("--ink"), maxRotation: 45, callback: name }, grace: span === 0 ? 1 : "2%" };
  }

  function shortened(value) {
    const label = this.getLabelForValue(value);
    const most = this.chart.width < 480 ? 18 : 28;
    return label.length > most ? `${label.slice(0, most - 1)}…` : label;
  }

  /**
   * A figure. `series` are {name, colour, values, point}; `colour` names a custom property, `point` a shape.
   * `years` places the labels on an axis of time. `onPoint(series, place)` is called on a click; `href(series, place)` gives the table's numbers a link.
   */
  function figure({ title, note = null, kind, labels, series, controls = null, empty, format = report.format.number, href = null, ...rest }) {
    const body = [element("h2", {}, title)];
    if (note !== null) body.push(element("p", { class: "note" }, note));
    if (controls !== null) body.push(controls);
    if (labels.length === 0) return element("figure", { class: "chart" }, ...body, element("p", { class: "empty" }, empty));
    const canvas = element("canvas", { role: "img", "aria-label": `${title}. The numbers stand in the table below the chart.` });
    const space = element("div", { class: "canvas" }, canvas);
    if (rest.horizontal) space.style.flexBasis = `${Math.max(12, labels.length * 1.9 + 5)}rem`;
    const drawing = { canvas, draw: () => draw(canvas, kind, labels, series, rest) };
    shown.add(drawing);
    return element("figure", { class: "chart" }, ...body, space, numbers(title, labels, series, format, href));
  }

  function draw(canvas, kind, labels, series, rest) {
    Chart.getChart(canvas)?.destroy();
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    const datasets = series.map(({ name, colour: property, values, point = "circle" }) => ({
      label: name, data: rest.years ? values.map((y, at) => ({ x: rest.years[at], y })) : values, backgroundColor: colour(property), borderColor: kind === "bar" ? colour("--surface") : colour(property),
      borderWidth: kind === "bar" ? Number(labels.length <= MANY) : 2, categoryPercentage: labels.length <= MANY ? 0.8 : 0.96, barPercentage: 0.96, pointStyle: point, pointRadius: 4, pointHoverRadius: 7, spanGaps: true, maxBarThickness: 34,
    }));
    new Chart(canvas, { type: kind, data: { labels, datasets }, options: options({ ...rest, labels }) });
  }

  function numbers(title, labels, series, format, href) {
    const head = element("tr", {}, element("td"), ...series.map(({ name }) => element("th", { scope: "col" }, name)));
    const rows = labels.map((label, place) => {
      const cells = series.map(({ values }, at) => {
        const text = report.format.known(values[place]) ? format(values[place], at) : "";
        const link = href?.(at, place);
        return element("td", { class: "is-numeric" }, link ? element("a", { href: link }, text) : text);
      });
      return element("tr", {}, element("th", { scope: "row" }, label), ...cells);
    });
    const table = element("table", { "aria-label": title }, element("thead", {}, head), element("tbody", {}, ...rows));
    return element("details", {}, element("summary", {}, "The numbers"), element("div", { class: "table" }, table));
  }

  /** Draws the charts that are on the page now, and lets go of those that are not. */
  function drawAll() {
    for (const drawing of shown) {
      if (drawing.canvas.isConnected) {
        drawing.draw();
      } else {
        Chart.getChart(drawing.canvas)?.destroy();
        shown.delete(drawing);
      }
    }
  }

  report.theme.changed(drawAll);
  return { figure, drawAll };
})();
