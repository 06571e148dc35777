// What is known of the marks at one place: what they mean, and what they are related to.
report.markDetails = (() => {
  const { element } = report.dom;
  const format = report.format;
  const ATTRIBUTES = ["direction", "against", "stands"];

  function facts(told) {
    const rows = [];
    if (told.name !== undefined) rows.push(["Means", told.name]);
    if (told.days !== undefined) rows.push(["Date", told.days[0] === told.days.at(-1) ? format.date(told.days[0]) : told.days.map(format.date).join(" to ")]);
    const quantity = format.quantity(told);
    if (quantity !== "") rows.push(["Value", quantity]);
    for (const name of ATTRIBUTES) if (told[name] !== undefined) rows.push([format.title(name), format.words(told[name])]);
    if (told.score !== undefined) rows.push(["Confidence", `${Math.round(told.score * 100)}%`]);
    return rows;
  }

  function related(mark, shown, choose) {
    return shown.relations
      .filter(([, head, tail]) => head === mark.id || tail === mark.id)
      .map(([name, head, tail]) => {
        const outwards = head === mark.id;
        const other = shown.byId.get(outwards ? tail : head);
        if (other === undefined) return null;
        const words = shown.text.slice(other.start, other.end).replace(/\s+/gu, " ");
        const button = element("button", { type: "button", class: "related", on: { click: () => choose(other) } }, words);
        return element("li", {}, element("span", { class: "relation" }, `${format.title(name)} ${outwards ? "→" : "←"} ${format.title(other.label)}`), button);
      })
      .filter((item) => item !== null);
  }

  function card(mark, shown, choose) {
    const chip = element("span", { class: `chip is-${report.marks.isSpan(mark.label) ? "span" : "entity"}` }, format.title(mark.label));
    chip.style.setProperty("--colour", `var(--${mark.label})`);
    const words = shown.text.slice(mark.start, mark.end).replace(/\s+/gu, " ");
    const rows = facts(mark.told).flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]);
    const relations = related(mark, shown, choose);
    const parts = [element("p", { class: "quote" }, chip, words)];
    if (rows.length > 0) parts.push(element("dl", {}, ...rows));
    if (relations.length > 0) parts.push(element("ul", {}, ...relations));
    return element("section", {}, ...parts);
  }

  /** Fills `panel` with the marks at a place, innermost first. `shown` is {text, byId, relations}. */
  function draw(panel, marks, shown, choose, close) {
    panel.hidden = marks.length === 0;
    const button = element("button", { type: "button", class: "quiet close", on: { click: close } }, "Hide");
    panel.replaceChildren(button, ...marks.map((mark) => card(mark, shown, choose)));
  }

  return { draw };
})();
