// The labels with their colours; each can be switched off. What is off stays off in the next document.
report.legend = (() => {
  const { element } = report.dom;
  const format = report.format;
  const hidden = new Set();
  let names = true;

  const shows = (label) => !hidden.has(label);

  /** The legend of a document; `changed` is called when a label is switched. */
  function draw(marks, changed) {
    const counts = new Map();
    for (const { label } of marks) counts.set(label, (counts.get(label) ?? 0) + 1);
    const group = (title, labels) => element("div", { class: "labels", role: "group", "aria-label": title }, element("span", { class: "group" }, title), ...labels.map((label) => toggle(label, counts.get(label) ?? 0, changed)));
    const box = element("input", { type: "checkbox", on: { change: () => { names = box.checked; changed(); } } });
    box.checked = names;
    const every = element("button", { type: "button", class: "quiet", on: { click: () => { switchAll(); refresh(); changed(); } } }, "All on or off");
    const legend = element("div", { class: "legend" }, group("Spans", report.about.spanLabels), group("Entities", report.about.entityLabels), element("div", { class: "labels" }, element("label", { class: "check" }, box, "Label names in the text"), every));
    const refresh = () => legend.querySelectorAll("button[data-label]").forEach((button) => button.setAttribute("aria-pressed", String(shows(button.dataset.label))));
    return legend;
  }

  function toggle(label, count, changed) {
    const kind = report.marks.isSpan(label) ? "span" : "entity";
    const button = element("button", { type: "button", class: `label is-${kind}`, "data-label": label, "aria-pressed": String(shows(label)) }, element("i", { "aria-hidden": "true" }), format.title(label), element("small", {}, format.number(count)));
    button.style.setProperty("--colour", `var(--${label})`);
    button.disabled = count === 0;
    button.addEventListener("click", () => {
      if (!hidden.delete(label)) hidden.add(label);
      button.setAttribute("aria-pressed", String(shows(label)));
      changed();
    });
    return button;
  }

  function switchAll() {
    const all = [...report.about.entityLabels, ...report.about.spanLabels];
    if (hidden.size > 0) hidden.clear();
    else all.forEach((label) => hidden.add(label));
  }

  return { draw, shows, named: () => names };
})();
