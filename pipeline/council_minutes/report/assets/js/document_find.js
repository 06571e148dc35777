// Text search within a document. Finds are painted by the browser's highlight registry, without touching the text.
report.documentFind = (() => {
  const { element, settled } = report.dom;
  const MOST = 5000;
  const paints = "highlights" in CSS;
  let finds = [];
  let at = -1;
  let text = null;
  let count = null;

  /** The controls, for a text that `report.documentText` has drawn. */
  function draw(shown) {
    text = shown;
    const input = element("input", { type: "search", placeholder: "Find in this document", "aria-label": "Find in this document", autocomplete: "off", spellcheck: "false" });
    input.addEventListener("input", settled(() => search(input.value), 120));
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        step(event.shiftKey ? -1 : 1);
      } else if (event.key === "Escape" && input.value !== "") {
        event.stopPropagation();
        input.value = "";
        search("");
      }
    });
    count = element("span", { class: "finds", role: "status" });
    const button = (name, sign, move) => element("button", { type: "button", class: "quiet", "aria-label": name, on: { click: () => step(move) } }, sign);
    clear();
    return element("div", { class: "find", role: "search" }, input, count, button("Previous find", "↑", -1), button("Next find", "↓", 1));
  }

  /** Words in the query match in any case and across line breaks. */
  function search(query) {
    finds = [];
    at = -1;
    const words = query.trim().split(/\s+/u).filter((word) => word !== "");
    if (words.length > 0) {
      const pattern = new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")).join("\\s+"), "giu");
      for (const found of text.matchAll(pattern)) {
        finds.push([found.index, found.index + found[0].length]);
        if (finds.length === MOST) break;
      }
    }
    repaint();
    if (finds.length > 0) step(1);
    else count.textContent = words.length > 0 ? "none" : "";
  }

  function step(move) {
    if (finds.length === 0) return;
    at = (at + move + finds.length) % finds.length;
    const more = finds.length === MOST ? "+" : "";
    count.textContent = `${report.format.number(at + 1)} of ${report.format.number(finds.length)}${more}`;
    const range = report.documentText.rangeOf(...finds[at]);
    if (paints) CSS.highlights.set("find-current", new Highlight(range));
    report.documentText.scrollTo(range);
  }

  /** Paints the finds anew, after the text was drawn anew. */
  function repaint() {
    if (!paints) return;
    CSS.highlights.set("find", new Highlight(...finds.map(([start, end]) => report.documentText.rangeOf(start, end))));
    if (at >= 0) CSS.highlights.set("find-current", new Highlight(report.documentText.rangeOf(...finds[at])));
    else CSS.highlights.delete("find-current");
  }

  function clear() {
    finds = [];
    at = -1;
    if (paints) CSS.highlights.clear();
  }

  return { draw, repaint, clear };
})();
