// The text of a document with its marks: tints for entities, lines under the words for spans, a frame for the row's words.
report.documentText = (() => {
  const { element, announce } = report.dom;
  const LINES_OF_BLOCK = 40;
  const MOST_DEPTH = 6; // lines under the words; a deeper span shares the last
  let region = null;
  let shown = null; // {text, marks, byId, relations, words, around, panel}
  let nodes = []; // text nodes with their offsets, for ranges
  let pieces = []; // elements of the segments with the ids of their marks
  let chosen = null;

  /** Draws a document into `into`; `place` holds the words to frame and the span around them, in UTF-16 offsets. */
  function draw(into, document, place, panel) {
    region = into;
    const byId = new Map(document.marks.map((mark) => [mark.id, mark]));
    shown = { ...document, ...place, byId, panel };
    chosen = null;
    redraw();
  }

  function redraw() {
    const visible = shown.marks.filter(({ label }) => report.legend.shows(label));
    const depth = Math.min(MOST_DEPTH, report.marks.layOut(visible));
    const breaks = blockBreaks(shown.text);
    const cuts = [...breaks, ...(shown.words ?? []), ...(shown.around ?? [])];
    region.style.setProperty("--depth", depth);
    region.classList.toggle("is-named", report.legend.named());
    nodes = [];
    pieces = [];
    const blocks = [];
    let block = [];
    for (const segment of report.marks.segments(shown.text.length, visible, cuts)) {
      block.push(...segmentElements(segment));
      if (breaks.has(segment.end) || segment.end === shown.text.length) {
        blocks.push(element("div", {}, ...block));
        block = [];
      }
    }
    region.replaceChildren(...blocks);
    choose(chosen !== null && report.legend.shows(chosen.label) ? chosen : null, false);
  }

  /** Offsets at which a block of the text ends: after every so many line breaks. */
  function blockBreaks(text) {
    const breaks = new Set();
    let lines = 0;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
      if (++lines % LINES_OF_BLOCK === 0) breaks.add(at + 1);
    }
    return breaks;
  }

  const within = (segment, extent) => extent !== null && extent !== undefined && extent[0] <= segment.start && segment.end <= extent[1];

  function segmentElements(segment) {
    const text = document.createTextNode(shown.text.slice(segment.start, segment.end));
    nodes.push({ text, start: segment.start, end: segment.end });
    const framed = within(segment, shown.words);
    const around = within(segment, shown.around);
    if (segment.marks.length === 0 && !framed && !around) return [text];
    const classes = ["piece", framed ? "words-shown" : null, around ? "words-around" : null].filter((name) => name !== null);
    const piece = element(framed ? "mark" : "span", { class: classes.join(" ") }, text);
    // a tint over the whole of the framed words would hide their frame
    paint(piece, segment.marks.filter((mark) => !framed || report.marks.isSpan(mark.label) || !within({ start: shown.words[0], end: shown.words[1] }, [mark.start, mark.end])));
    piece.addEventListener("click", () => getSelection().isCollapsed && choose(segment.marks.at(-1) ?? null, false));
    pieces.push({ piece, ids: new Set(segment.marks.map(({ id }) => id)) });
    const begun = report.legend.named() ? segment.marks.filter(({ start }) => start === segment.start) : [];
    return [...begun.map(tag), piece];
  }

  /** The name of a mark at its first word. It is painted, not text: selecting, searching and copying pass over it. */
  function tag(mark) {
    const made = element("span", { class: `tag is-${report.marks.isSpan(mark.label) ? "span" : "entity"}`, "data-name": report.format.title(mark.label) });
    made.style.setProperty("--colour", `var(--${mark.label})`);
    return made;
  }

  function paint(piece, marks) {
    const layers = marks.map((mark) => {
      const colour = `linear-gradient(var(--${mark.label}), var(--${mark.label}))`;
      if (!report.marks.isSpan(mark.label)) return [`linear-gradient(var(--tint-${mark.label}), var(--tint-${mark.label}))`, "0 0", "100% calc(100% - var(--beneath))"];
      const depth = Math.min(mark.depth, MOST_DEPTH - 1);
      return [colour, `0 calc(100% - var(--beneath) + ${depth * 4 + 4}px)`, "100% 2px"];
    });
    piece.style.backgroundImage = layers.map(([image]) => image).join(", ");
    piece.style.backgroundPosition = layers.map(([, position]) => position).join(", ");
    piece.style.backgroundSize = layers.map(([, , size]) => size).join(", ");
  }

  /** Shows what is known of a mark, and frames it and what it is related to; null for none. */
  function choose(mark, follow) {
    chosen = mark;
    const linked = new Set();
    for (const [, head, tail] of mark === null ? [] : shown.relations) {
      if (head === mark.id) linked.add(tail);
      if (tail === mark.id) linked.add(head);
    }
    for (const { piece, ids } of pieces) {
      piece.classList.toggle("chosen", mark !== null && ids.has(mark.id));
      piece.classList.toggle("linked", [...linked].some((id) => ids.has(id)));
    }
    const holding = mark === null ? [] : shown.marks.filter((other) => other !== mark && report.legend.shows(other.label) && other.start <= mark.start && mark.end <= other.end);
    holding.sort((left, right) => left.end - left.start - (right.end - right.start));
    report.markDetails.draw(shown.panel, mark === null ? [] : [mark, ...holding], shown, (other) => choose(other, true), () => { choose(null, false); region.focus(); });
    if (mark === null || !follow) return;
    scrollTo(rangeOf(mark.start, mark.end));
    announce(`${report.format.title(mark.label)}: ${shown.text.slice(mark.start, mark.end)}`);
  }

  /** Left and right go from mark to mark. */
  function key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const order = shown.marks.filter(({ label }) => report.legend.shows(label)).sort((left, right) => left.start - right.start || right.end - left.end);
    if (order.length === 0) return;
    const from = shown.words?.[0] ?? 0;
    const first = order.findIndex(({ start }) => start >= from);
    const at = chosen === null ? Math.max(0, first) : (order.indexOf(chosen) + step + order.length) % order.length;
    choose(order[at], true);
  }

  const nodeAt = (offset) => {
    let low = 0;
    let high = nodes.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (nodes[middle].end <= offset) low = middle + 1;
      else high = middle;
    }
    return nodes[low];
  };

  function rangeOf(start, end) {
    const range = document.createRange();
    const [first, last] = [nodeAt(start), nodeAt(end - 1)];
    range.setStart(first.text, start - first.start);
    range.setEnd(last.text, end - last.start);
    return range;
  }

  /** Scrolls the text so that a range stands a third down. */
  function scrollTo(range) {
    const scroller = region.closest(".scroller");
    const box = scroller.getBoundingClientRect();
    scroller.scrollTop += range.getBoundingClientRect().top - box.top - box.height / 3;
  }

  return { draw, redraw, key, rangeOf, scrollTo };
})();
