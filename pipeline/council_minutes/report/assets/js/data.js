// Tables and documents, unpacked when they are first needed.
report.data = (() => {
  const KEPT_CHUNKS = 6;
  const tables = new Map();
  const chunks = new Map();

  async function unpack(id) {
    const packed = atob(document.getElementById(id).textContent);
    const bytes = new Uint8Array(packed.length);
    for (let at = 0; at < packed.length; at++) bytes[at] = packed.charCodeAt(at);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  }

  /** The TableModel of a view of `about.views`. */
  function table(name) {
    if (!tables.has(name)) {
      const view = report.about.views.find((candidate) => candidate.name === name);
      tables.set(name, unpack(`table-${name}`).then((payload) => new report.TableModel(view, payload)));
    }
    return tables.get(name);
  }

  /** A document by its number in the documents table. */
  async function documentAt(number) {
    const firsts = report.about.chunks;
    let chunk = firsts.length - 1;
    while (firsts[chunk] > number) chunk--;
    const pending = chunks.get(chunk) ?? unpack(`chunk-${chunk}`);
    chunks.delete(chunk);
    chunks.set(chunk, pending); // the latest last
    if (chunks.size > KEPT_CHUNKS) chunks.delete(chunks.keys().next().value);
    return (await pending)[number - firsts[chunk]];
  }

  return { table, documentAt };
})();
