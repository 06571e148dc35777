from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council_minutes.corpus.surface import surface_shape

SENTENCE = "The Panel considered the report of the Director and asked how the waiting list had changed since spring."
CASES = {
    "": "one block",
    SENTENCE: "one block",
    "\n\n".join([SENTENCE] * 4): "paragraphs",
    "\n\n".join([" ".join([SENTENCE] * 4)] * 4): "long paragraphs",
    "1. Apologies\n2. Minutes\n3. Waste\nThe Panel agreed the report.": "numbered lines",
    "12/24 Apologies\nNone.\n13/24 Minutes\nApproved as a record.": "numbered lines",
    "Agreed:\n• to note the report\n• to ask for another\n– to thank the officers": "bullets",
    "Present\nCllr Ng\nCllr Brown\nApologies\nCllr Smith": "short lines",
    "Name\tPost\nNg\tChair\nBrown\tVice-Chair": "tables",
    "| Name | Post |\n| Ng | Chair |\nBoth were there.": "tables",
    "The Panel considered the report of the\nDirector and asked how long the list\nhad been.": "broken lines",
}


@pytest.mark.parametrize(("text", "shape"), CASES.items())
def test_a_shape(text: str, shape: str) -> None:
    assert surface_shape(text) == shape


@given(st.text(alphabet=st.sampled_from("aB1 .-•|\t\n\r\u2028"), max_size=80))
def test_every_text_has_a_shape(text: str) -> None:
    assert surface_shape(text)
