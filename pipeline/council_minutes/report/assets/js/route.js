// Where the reader is, as the part of the address after #: view/document/words/around, offsets as first-last code points.
report.route = (() => {
  const extent = (part) => {
    const found = /^(\d+)-(\d+)$/.exec(part ?? "");
    return found ? [Number(found[1]), Number(found[2])] : null;
  };

  function read() {
    const [view, doc, words, around] = location.hash.slice(1).split("/");
    const known = report.about.views.some((candidate) => candidate.name === view);
    return { view: known ? view : "overview", doc: doc ? decoded(doc) : null, words: extent(words), around: extent(around) };
  }

  function decoded(part) {
    try {
      return decodeURIComponent(part);
    } catch {
      return part; // an address cut short
    }
  }

  function href({ view, doc = null, words = null, around = null }) {
    const parts = [view];
    if (doc !== null) parts.push(encodeURIComponent(doc));
    if (words !== null) parts.push(words.join("-"));
    if (around !== null) parts.push(around.join("-"));
    return `#${parts.join("/")}`;
  }

  return { read, href, go: (place) => { location.hash = href(place); } };
})();
