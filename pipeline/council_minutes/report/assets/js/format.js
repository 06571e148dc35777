// Numbers, dates and quantities as a British reader writes them.
report.format = (() => {
  const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 2 });
  const compact = new Intl.NumberFormat("en-GB", { notation: "compact", maximumFractionDigits: 1 });
  const pence = new Intl.NumberFormat("en-GB", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const longDay = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: "UTC" });
  const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
  const CURRENCIES = { GBP: "£", EUR: "€", USD: "$" };
  const COMPARATORS = { "~": "about ", "<": "< ", "<=": "≤ ", ">": "> ", ">=": "≥ " };
  const NONE = "–";

  const known = (value) => value !== null && value !== undefined;
  const number = (value) => (known(value) ? whole.format(value) : "");

  /** Money with pence or without: 8.60, 1,250. */
  const amount = (value) => (Number.isInteger(value) ? whole : pence).format(value);

  /** The labels of an axis: short ones where they differ (1.2K, 1.4K), else whole ones (7,131, 7,132). */
  function axis(values) {
    const short = values.map((value) => compact.format(value));
    return new Set(short).size === values.length ? short : values.map(number);
  }

  function parsed(iso, formatter) {
    const date = new Date(iso.length === 10 ? `${iso}T00:00:00Z` : iso);
    return Number.isNaN(date.getTime()) ? iso : formatter.format(date);
  }
  const date = (iso) => (known(iso) ? parsed(iso, day) : "");
  const fullDate = (iso) => (known(iso) ? parsed(iso, longDay) : "");
  const time = (iso) => (known(iso) ? `${parsed(iso, moment)} UTC` : "");

  /** A number with its unit: £1,250; 6.1%; 12.4 per 10,000; 26 weeks. */
  function measured(value, unit) {
    if (unit in CURRENCIES) return `${value < 0 ? "−" : ""}${CURRENCIES[unit]}${amount(Math.abs(value))}`;
    if (unit === "percent") return `${number(value)}%`;
    if (!unit || unit === "count" || unit === "ratio") return number(value);
    const rate = /^per_(\d+)$/.exec(unit);
    return `${number(value)} ${rate ? `per ${number(Number(rate[1]))}` : unit.replaceAll("_", " ")}`;
  }

  function quantity({ value, unit, comparator, low, high }) {
    const sign = COMPARATORS[comparator] ?? "";
    if (known(value)) return sign + measured(value, unit);
    if (known(low) && known(high)) return `${sign}${number(low)} to ${measured(high, unit)}`;
    return "";
  }

  /** "1 document", "1,204 documents"; "1 body", "2 bodies". */
  function counted(value, noun) {
    const plural = noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`;
    return `${number(value)} ${value === 1 ? noun : plural}`;
  }

  const words = (code) => code.replaceAll("_", " ");
  const title = (code) => words(code).charAt(0).toUpperCase() + words(code).slice(1).toLowerCase();

  /** "2h 5m 3s" for a length of time in seconds. */
  function duration(seconds) {
    const total = Math.round(seconds);
    const parts = [[Math.floor(total / 3600), "h"], [Math.floor(total / 60) % 60, "min"], [total % 60, "s"]];
    return parts.filter(([value], at) => value > 0 || (at === 2 && total < 60)).map(([value, unit]) => `${value} ${unit}`).join(" ");
  }

  /** A period as the tables name it: 2024-25 Q3 as it is, an interval as two days. */
  function period(label) {
    const days = label.split("/");
    return days.length === 2 ? days.map(date).join(" to ") : label;
  }

  /** The financial quarter (April to March) of a day, as the tables write it: 2024-25 Q3. */
  function quarter(iso) {
    const year = Number(iso.slice(0, 4));
    const month = Number(iso.slice(5, 7));
    const first = month < 4 ? year - 1 : year;
    return `${first}-${String((first + 1) % 100).padStart(2, "0")} Q${Math.floor(((month + 8) % 12) / 3) + 1}`;
  }

  /** Every financial quarter from the first of `labels` to the last. */
  function quartersBetween(labels) {
    const place = (label) => Number(label.slice(0, 4)) * 4 + Number(label.at(-1)) - 1;
    const places = labels.map(place);
    const [first, last] = [Math.min(...places), Math.max(...places)];
    const label = (at) => `${Math.floor(at / 4)}-${String((Math.floor(at / 4) + 1) % 100).padStart(2, "0")} Q${(at % 4) + 1}`;
    return labels.length === 0 ? [] : Array.from({ length: last - first + 1 }, (_unused, at) => label(first + at));
  }

  /** Lower case without accents, white space as one blank: what a search compares. */
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/gu, " ");

  return { NONE, known, number, axis, date, fullDate, time, measured, quantity, counted, words, title, duration, period, quarter, quartersBetween, folded };
})();
