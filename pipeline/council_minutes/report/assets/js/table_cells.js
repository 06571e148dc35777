// One cell of a table, by the kind of its column.
report.tableCells = (() => {
  const { element } = report.dom;
  const format = report.format;

  function quantity(model, column, row) {
    const told = { value: model.value(column.name, row) };
    for (const part of column.parts) told[part.endsWith("unit") ? "unit" : part] = model.value(part, row);
    return format.quantity(told);
  }

  function votes(model, column, row) {
    const counts = [column.name, ...column.parts].map((name) => model.value(name, row));
    if (counts.every((count) => count === null)) return "";
    const names = ["for", "against", "abstained"];
    return counts.map((count, at) => (count === null ? null : `${format.number(count)} ${names[at]}`)).filter((text) => text !== null).join(", ");
  }

  function text(model, column, row) {
    const value = model.value(column.name, row);
    if (column.kind === "quantity") return quantity(model, column, row);
    if (column.kind === "votes") return votes(model, column, row);
    if (value === null) return "";
    if (column.kind === "date") return format.date(value);
    if (column.kind === "number") return format.number(value);
    if (column.kind === "choice") return format.words(String(value));
    if (column.name === "period") return format.period(value);
    return String(value).replace(/\s+/gu, " ").trim();
  }

  function badge(model, column, row) {
    const value = model.value(column.name, row);
    if (value === null || ["council", "body"].includes(column.name)) return text(model, column, row);
    return element("span", { class: `badge badge-${/^[a-z_]+$/.test(value) ? value : "other"}` }, text(model, column, row));
  }

  /** The cell of a row; in the column of words, a link to them. */
  function cell(model, column, row, href) {
    const shown = column.kind === "choice" ? badge(model, column, row) : text(model, column, row);
    const numeric = ["number", "quantity"].includes(column.kind);
    const attributes = { role: "cell", class: `is-${column.kind}${numeric ? " is-numeric" : ""}`, "data-title": column.title };
    if (column.kind === "words") return element("td", attributes, element("a", { href, class: "words" }, shown === "" ? "(no text)" : shown));
    if (shown === "") return element("td", { ...attributes, class: `${attributes.class} is-empty` });
    return element("td", attributes, shown);
  }

  return { cell, text };
})();
