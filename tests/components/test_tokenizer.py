from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from marked import make_doc, minutes_like

WORDS = [
    ("", []),
    ("£23.3m", ["£", "23.3", "m"]),
    ("1,250.50", ["1,250.50"]),
    ("1,2500", ["1", ",", "2500"]),
    ("25.11.2024", ["25.11.2024"]),
    ("2024/25", ["2024", "/", "25"]),
    ("Q3", ["Q", "3"]),
    ("10-15", ["10", "-", "15"]),
    ("97%", ["97", "%"]),
    ("Council’s", ["Council", "’s"]),
    ("it's", ["it", "'s"]),
    ("O’Brien", ["O", "’", "Brien"]),
    ("the members’ list", ["the", "members", "’", "list"]),
    ("Collins (J)", ["Collins", "(", "J", ")"]),
    ("A.M.", ["A", ".", "M", "."]),
    ("ChairmanCllr Smith", ["Chairman", "Cllr", "Smith"]),
    ("McDonald MacInnes FitzGerald", ["McDonald", "MacInnes", "FitzGerald"]),
    ("McDonaldCllr CllrMcDonald", ["McDonald", "Cllr", "Cllr", "McDonald"]),
    ("DfE TfL", ["DfE", "TfL"]),
    ("InAttendance", ["In", "Attendance"]),
    ("MrAshby", ["Mr", "Ashby"]),
    ("CHAIRMAN", ["CHAIRMAN"]),
    ("a  b", ["a", " ", "b"]),
    ("a\u00a0b", ["a", "\u00a0", "b"]),
    ("a\n\n \u00a0b", ["a", "\n\n \u00a0", "b"]),
    ("a \nb", ["a", "\n", "b"]),
    (" a", [" ", "a"]),
    ("Llŷr Siân", ["Llŷr", "Siân"]),
    ("snake_case", ["snake", "_", "case"]),
    ("\ufffd", ["\ufffd"]),
]


@pytest.mark.parametrize(("text", "expected"), WORDS)
def test_tokens(text: str, expected: list[str]) -> None:
    assert [token.text for token in make_doc(text)] == expected


@given(st.text() | minutes_like())
def test_tokens_and_their_offsets_give_the_text_back(text: str) -> None:
    doc = make_doc(text)
    assert doc.text == text
    assert all(text[token.idx : token.idx + len(token.text)] == token.text != "" for token in doc)


def test_a_pipeline_with_the_tokenizer_can_be_saved_and_loaded(tmp_path: Path) -> None:
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "council_minutes.Tokenizer.v1"}}})
    nlp.to_disk(tmp_path)
    loaded = spacy.load(tmp_path)
    again = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "council_minutes.Tokenizer.v1"}}})
    again.from_bytes(nlp.to_bytes())
    for one in (nlp, loaded, again):
        assert [token.text for token in one("£23.3m")] == ["£", "23.3", "m"]
