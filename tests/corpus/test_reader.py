from __future__ import annotations

import random
from pathlib import Path
from typing import get_args

import pytest
import spacy
from marked import marked
from spacy.language import Language

from council_minutes.components import tokenizer  # noqa: F401  (registers the tokenizer)
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.corpus.inline_xml import render
from council_minutes.corpus.reader import create_reader
from council_minutes.corpus.splits import Part, part_of
from council_minutes.errors import AlignmentError

COUNCILS = [f"Council {i}" for i in range(40)]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "council_minutes.Tokenizer.v1"}}})


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    for number, council in enumerate(COUNCILS):
        document = marked(f"Item {number} of <PERSON>Ashby</PERSON>.", council=council)
        (folder / f"doc-{number:02}.xml").write_text(render(document), encoding="utf-8")
    return folder


def texts(corpus: Path, part: Part, nlp: Language) -> list[str]:
    return [example.reference.text for example in create_reader(corpus, part)(nlp)]


def test_the_parts_of_a_corpus_are_read_by_council(corpus: Path, nlp: Language) -> None:
    read = {part: texts(corpus, part, nlp) for part in get_args(Part)}
    assert sum(map(len, read.values())) == len(COUNCILS)
    for part, found in read.items():
        assert found == [f"Item {i} of Ashby." for i, council in enumerate(COUNCILS) if part_of(council) == part]
        assert found


def test_an_example_has_the_words_alone_and_the_annotations(corpus: Path, nlp: Language) -> None:
    example = next(iter(create_reader(corpus, "train")(nlp)))
    assert example.predicted.text == example.reference.text
    assert [token.text for token in example.predicted] == [token.text for token in example.reference]
    assert list(example.predicted.ents) == []
    assert [e.text for e in example.reference.ents] == ["Ashby"]


def test_further_documents_all_join_the_part(corpus: Path, nlp: Language, tmp_path: Path) -> None:
    for council in ("Council 4", "Council 20"):
        (tmp_path / f"{council}.xml").write_text(render(marked("More.", council=council)), encoding="utf-8")
    found = [example.reference.text for example in create_reader(corpus, "train", extra=tmp_path)(nlp)]
    assert found == [*texts(corpus, "train", nlp), "More.", "More."]


def _numbered(document: AnnotatedDocument, generator: random.Random) -> AnnotatedDocument:
    return marked(f"Drawn {generator.randint(0, 10**9)}")


def test_every_pass_draws_anew_and_two_runs_draw_the_same(corpus: Path, nlp: Language) -> None:
    def passes(seed: int) -> list[list[str]]:
        reader = create_reader(corpus, "dev", seed=seed, augmenter=_numbered)
        return [[example.reference.text for example in reader(nlp)] for _ in range(2)]

    first, second = passes(1)
    assert len(first) == len(texts(corpus, "dev", nlp))
    assert set(first).isdisjoint(second)
    assert passes(1) == [first, second]
    assert passes(2) != [first, second]


def test_a_mark_that_cuts_a_token_names_its_document(nlp: Language, tmp_path: Path) -> None:
    document = marked("<FIGURE>1</FIGURE>,250", council=COUNCILS[0])
    (tmp_path / "cut-01.xml").write_text(render(document), encoding="utf-8")
    with pytest.raises(AlignmentError, match="FIGURE '1' at 0 cuts a token") as error:
        list(create_reader(tmp_path, part_of(COUNCILS[0]))(nlp))
    assert error.value.where == "cut-01"


def test_a_shuffling_reader_gives_each_document_once_in_another_order_at_each_pass(corpus: Path, nlp: Language) -> None:
    read = create_reader(corpus, "train", seed=1, shuffle=True)
    first, second = ([example.reference.text for example in read(nlp)] for _ in range(2))
    assert sorted(first) == sorted(second) == sorted(texts(corpus, "train", nlp))
    assert first != second
    again = create_reader(corpus, "train", seed=1, shuffle=True)
    assert [example.reference.text for example in again(nlp)] == first
