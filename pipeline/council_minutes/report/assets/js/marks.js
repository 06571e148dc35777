// Where marks begin and end in a text, and how deep they lie in one another. Offsets come as code points and go as UTF-16.
report.marks = (() => {
  const KNOWN = new Set([...report.about.entityLabels, ...report.about.spanLabels]);
  const SPANS = new Set(report.about.spanLabels);
  const isSpan = (label) => SPANS.has(label);

  /** A function from code points to UTF-16 units of `text`. */
  function unitsOf(text) {
    if (!/[\ud800-\udbff][\udc00-\udfff]/.test(text)) return (offset) => offset;
    const units = [];
    for (let at = 0; at < text.length; at += text.codePointAt(at) > 0xffff ? 2 : 1) units.push(at);
    units.push(text.length);
    return (offset) => units[Math.min(offset, units.length - 1)];
  }

  /** The marks of a document as objects; one that reaches outside the text is left out. */
  function read(doc, toUnits) {
    return doc.marks
      .map(([label, start, end, told], id) => ({ id, label, start: toUnits(start), end: toUnits(end), told, depth: 0 }))
      .filter(({ label, start, end }) => KNOWN.has(label) && start < end && end <= doc.text.length);
  }

  /** Gives each span the number of a line under the words: inner spans nearest to them, no two on one line at one place. */
  function layOut(marks) {
    const placed = [];
    const spans = marks.filter(({ label }) => isSpan(label)).sort((left, right) => left.end - left.start - (right.end - right.start) || right.id - left.id);
    for (const span of spans) {
      const beneath = placed.filter((other) => other.start < span.end && span.start < other.end);
      span.depth = beneath.length === 0 ? 0 : 1 + Math.max(...beneath.map(({ depth }) => depth));
      placed.push(span);
    }
    return spans.length === 0 ? 0 : 1 + Math.max(...spans.map(({ depth }) => depth));
  }

  /** The text cut wherever a mark or one of `cuts` begins or ends: {start, end, marks}, outermost mark first. */
  function segments(length, marks, cuts) {
    const bounds = [...new Set([0, length, ...cuts, ...marks.flatMap(({ start, end }) => [start, end])])].sort((left, right) => left - right);
    const order = [...marks].sort((left, right) => left.start - right.start || right.end - left.end || left.id - right.id);
    const found = [];
    let open = [];
    let next = 0;
    for (let at = 0; at + 1 < bounds.length; at++) {
      open = open.filter(({ end }) => end > bounds[at]);
      while (next < order.length && order[next].start <= bounds[at]) open.push(order[next++]);
      found.push({ start: bounds[at], end: bounds[at + 1], marks: [...open].sort((left, right) => right.end - right.start - (left.end - left.start) || right.depth - left.depth) });
    }
    return found;
  }

  return { unitsOf, read, layOut, segments, isSpan };
})();
