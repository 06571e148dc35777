"""From three documents to a pipeline that knows them by heart, and from there to the one that ships."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from marked import marked, told
from spacy.language import Language

pytest.importorskip("spacy_transformers")

from council_minutes.components.onnx_encoder import OnnxEncoder
from council_minutes.corpus.docs import from_doc
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.corpus.inline_xml import render
from council_minutes.corpus.reader import create_reader
from council_minutes.errors import ModelError
from council_minutes.learn.evaluate import evaluate, total
from council_minutes.learn.export import ENCODER, assemble, encoder_of, refit_heads
from council_minutes.learn.train import train

CONFIG = Path(__file__).parents[2] / "configs" / "train.cfg"
WIDTH = 32
HEADS = ("ner", "spans", "relations", "attributes")
# Of these councils two train and one steers; test_splits.py holds them to it.
BODIES = {
    "Council 0": '<ROLE id="r">Cllr</ROLE> <PERSON id="p" HOLDS="r">Smith</PERSON> spoke. The <BODY id="b">Panel</BODY>'
    ' met; <DECISION MADE_BY="b">it agreed to note the report</DECISION>.',
    "Council 1": '<FINDING direction="up" ABOUT="i"><INDICATOR id="i">Waste</INDICATOR> rose to '
    '<FIGURE VALUE_OF="i">4</FIGURE> t</FINDING>.\n\n<DECISION MADE_BY="c">The <BODY id="c">Council</BODY> resolved '
    "that it be sent</DECISION>.",
    "Council 4": '<FINDING direction="down" ABOUT="i"><INDICATOR id="i">Crime</INDICATOR> fell by '
    '<FIGURE VALUE_OF="i">9</FIGURE></FINDING>, <ROLE id="r">Cllr</ROLE> <PERSON HOLDS="r">Jones</PERSON> said.',
}
DOCUMENTS = [marked(body, key=council.replace(" ", "-"), council=council) for council, body in BODIES.items()]
Train = Callable[[Path, int], Language]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All three documents in the training part: two by their council, one as a further document."""
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "extra").mkdir()
    for document in DOCUMENTS:
        (folder / f"{document.key}.xml").write_text(render(document), encoding="utf-8")
    (folder / "extra" / "more.xml").write_text(render(DOCUMENTS[2]), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def trained_in(corpus: Path, encoder_package: str) -> Train:
    """Trains by the project's own config, with all widths and numbers cut down."""

    def run(out: Path, steps: int) -> Language:
        overrides: dict[str, Any] = {
            "paths.annotations": str(corpus),
            "paths.extra": str(corpus / "extra"),
            "components.encoder.model.package": encoder_package,
            "components.encoder.model.max_pieces": 40,
            "components.encoder.model.bfloat16": False,
            "corpora.train.augmenter": None,
            "training.max_steps": steps,
            "training.eval_frequency": steps,
            "training.dropout": 0.0,
            "training.optimizer.encoder_scale": 1.0,
            "training.optimizer.learn_rate.warmup_steps": 5,
            "training.optimizer.learn_rate.total_steps": 4 * steps,
            "training.optimizer.learn_rate.initial_rate": 0.01,
        }
        overrides |= {f"components.{head}.model.tok2vec.width": WIDTH for head in HEADS}
        overrides |= {f"components.{head}.model.hidden_width": 32 for head in HEADS}
        overrides |= {f"components.{head}.model.dropout": 0.0 for head in HEADS}
        return spacy.load(train(CONFIG, out, overrides).path)

    return run


@pytest.fixture(scope="module")
def trained(trained_in: Train, tmp_path_factory: pytest.TempPathFactory) -> Language:
    return trained_in(tmp_path_factory.mktemp("trained"), 60)


@pytest.fixture(scope="module")
def exported(trained: Language) -> Language:
    return assemble(trained, encoder_of(trained))


def read_by(nlp: Language, documents: list[AnnotatedDocument]) -> list[dict[str, object]]:
    docs = nlp.pipe(document.text for document in documents)
    return [
        told(AnnotatedDocument(document.key, document.text, document.meta, from_doc(doc)))
        for document, doc in zip(documents, docs, strict=True)
    ]


def test_a_few_documents_are_learnt_by_heart(trained: Language) -> None:
    assert read_by(trained, DOCUMENTS) == [told(document) for document in DOCUMENTS]


def test_the_exported_pipeline_marks_the_same(exported: Language, trained: Language) -> None:
    assert isinstance(exported.get_pipe(ENCODER), OnnxEncoder)
    assert exported.pipe_names == trained.pipe_names
    assert read_by(exported, DOCUMENTS) == read_by(trained, DOCUMENTS)


def test_the_exported_pipeline_can_be_saved_and_loaded(exported: Language, tmp_path: Path) -> None:
    exported.to_disk(tmp_path / "model")
    loaded = spacy.load(tmp_path / "model")
    assert read_by(loaded, DOCUMENTS) == read_by(exported, DOCUMENTS)
    assert loaded.meta["name"] == exported.meta["name"]


@pytest.mark.parametrize("texts", [[""], [" "], ["\n\n"], ["", "The Panel met.", ""], ["\ufffd"], ["x"]])
def test_both_pipelines_read_documents_with_few_words_or_none(
    trained: Language, exported: Language, texts: list[str]
) -> None:
    for nlp in (trained, exported):
        docs = list(nlp.pipe(texts))
        assert [doc.text for doc in docs] == texts
        assert all(from_doc(doc).relations is not None for doc in docs)


def test_a_document_is_read_the_same_alone_and_among_others(exported: Language) -> None:
    together = read_by(exported, DOCUMENTS)
    assert [read_by(exported, [document])[0] for document in DOCUMENTS] == together


def test_two_runs_with_the_same_seed_give_the_same_weights(trained_in: Train, tmp_path: Path) -> None:
    one, other = (trained_in(tmp_path / name, 3) for name in ("one", "other"))
    for name in HEADS:
        left, right = (nlp.get_pipe(name).model for nlp in (one, other))
        for a, b in zip(left.walk(), right.walk(), strict=True):
            for parameter in a.param_names:
                if a.has_param(parameter):
                    assert np.array_equal(a.get_param(parameter), b.get_param(parameter)), (name, parameter)
    weights, others = (
        nlp.get_pipe(ENCODER).model.layers[0].shims[0]._hfmodel.transformer.state_dict() for nlp in (one, other)
    )
    for name, weight in weights.items():
        if not name.startswith("pooler"):  # made anew at loading, and never used
            assert weight.equal(others[name]), name


def test_heads_can_be_refitted_to_the_quantised_encoder(trained: Language, corpus: Path, exported: Language) -> None:
    refitted = assemble(trained, encoder_of(trained))
    reader = create_reader(corpus, "train", extra=corpus / "extra")
    head = refitted.get_pipe("spans").model.get_ref("output_layer")
    before, weights = refitted.get_pipe(ENCODER).to_bytes(), head.get_param("W").copy()
    refit_heads(refitted, lambda: reader(refitted), epochs=2, rate=1e-4, seed=0)
    assert refitted.get_pipe(ENCODER).to_bytes() == before
    assert not np.array_equal(head.get_param("W"), weights)
    assert total(evaluate(refitted, DOCUMENTS)).entities.prf().f1 == 1.0


def test_a_pipeline_without_the_encoder_cannot_be_exported() -> None:
    with pytest.raises(ModelError, match=r"no component 'encoder'.*configs/train\.cfg"):
        encoder_of(spacy.blank("en"))
