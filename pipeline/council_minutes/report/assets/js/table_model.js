// One table: columns of values or of codes into distinct values; search, choices and order over row numbers.
report.TableModel = class {
  static #collator = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" });
  #columns;
  #haystacks = null;

  constructor(view, payload) {
    this.view = view;
    this.rows = payload.rows;
    this.#columns = payload.columns;
  }

  /** A cell; null where unknown or where the table has no such column. */
  value(name, row) {
    const column = this.#columns[name];
    if (column === undefined) return null;
    if (column.v !== undefined) return column.v[row];
    const code = column.c[row];
    return code < 0 ? null : column.d[code];
  }

  /** The known values of a column, in order. */
  distinct(name) {
    const column = this.#columns[name];
    if (column === undefined) return [];
    const values = new Set(column.d ?? column.v);
    values.delete(null);
    return [...values].sort(report.TableModel.#collator.compare);
  }

  /** How many of `rows` have each value of a column. */
  counts(name, rows) {
    const counts = new Map();
    for (const row of rows) {
      const value = this.value(name, row);
      if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return counts;
  }

  /** Row numbers for which `test` holds, that have all words of `query` and the chosen values, in the order of `sort`. */
  select(test, { query, choices, sort }) {
    const terms = report.format.folded(query).split(" ").filter((term) => term !== "");
    const wanted = Object.entries(choices).filter(([, value]) => value !== "");
    const found = [];
    for (let row = 0; row < this.rows; row++) {
      if (!test(row) || !wanted.every(([name, value]) => this.value(name, row) === value)) continue;
      if (terms.length > 0 && !this.#has(row, terms)) continue;
      found.push(row);
    }
    return sort === null ? found : this.#sorted(found, sort);
  }

  #has(row, terms) {
    this.#haystacks ??= new Array(this.rows);
    const text = (this.#haystacks[row] ??= this.#haystack(row));
    return terms.every((term) => text.includes(term));
  }

  #haystack(row) {
    const shown = this.view.columns.filter(({ kind }) => ["words", "text", "choice"].includes(kind)).map(({ name }) => name);
    const texts = [...shown, ...this.view.searched].map((name) => this.value(name, row)).filter((value) => value !== null);
    return report.format.folded(texts.join("\n"));
  }

  /** Unknown values come last in either direction; equal ones keep their order. */
  #sorted(rows, { name, descending }) {
    const sign = descending ? -1 : 1;
    const compare = (left, right) =>
      typeof left === "number" && typeof right === "number" ? left - right : report.TableModel.#collator.compare(left, right);
    return rows
      .map((row) => [this.value(name, row), row])
      .sort(([left, first], [right, second]) => {
        if (left === null || right === null) return (left === null) - (right === null) || first - second;
        return sign * compare(left, right) || first - second;
      })
      .map(([, row]) => row);
  }

  /** The place in the route of a row's words. */
  place(row, documents) {
    if (this.view.name === "documents") return { view: this.view.name, doc: this.value("doc_id", row) };
    const number = this.value("doc", row);
    if (number === null) return { view: this.view.name };
    const pair = (first, last) => (this.value(first, row) === null ? null : [this.value(first, row), this.value(last, row)]);
    return { view: this.view.name, doc: documents.value("doc_id", number), words: pair("start", "end"), around: pair("around_start", "around_end") };
  }
};
