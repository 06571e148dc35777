from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council_minutes.ingest.offsets import MappedText, OffsetMap


def test_copied_replaced_and_inserted_pieces_map_back() -> None:
    source = "**Fish &amp; chips**"
    out = MappedText(source)
    out.copy(2, 7)
    out.replace(7, 12, "&")
    out.copy(12, 18)
    text, offsets = out.build()
    assert text == "Fish & chips"
    assert [source[offsets.to_source(at)] for at in (0, 5, 7)] == ["F", "&", "c"]
    assert offsets.to_source_span(5, 6) == (7, 12), "the whole entity"
    assert offsets.to_source_span(0, 12) == (2, 18)


@pytest.mark.parametrize("offset", [-1, 4])
def test_an_offset_outside_the_text_is_an_error(offset: int) -> None:
    with pytest.raises(ValueError, match="outside a text of 3"):
        OffsetMap.identity(3).to_source(offset)


def test_an_empty_span_is_an_error() -> None:
    with pytest.raises(ValueError, match="must not be empty"):
        OffsetMap.identity(3).to_source_span(1, 1)


def test_pieces_out_of_order_are_an_error() -> None:
    out = MappedText("abc")
    out.copy(1, 2)
    with pytest.raises(ValueError, match="left to right"):
        out.copy(0, 1)


@given(st.text(min_size=1, max_size=40), st.data())
def test_the_map_never_goes_back_and_copied_characters_are_the_source_s(source: str, data: st.DataObject) -> None:
    out = MappedText(source)
    expected: list[tuple[int, int]] = []  # (text offset, source offset) of every copied character
    while out.source_end < len(source) and data.draw(st.booleans()):
        start = data.draw(st.integers(out.source_end, len(source) - 1))
        end = data.draw(st.integers(start + 1, len(source)))
        match data.draw(st.sampled_from(("copy", "replace", "insert"))):
            case "copy":
                expected += [(out.length + step, start + step) for step in range(end - start)]
                out.copy(start, end)
            case "replace":
                out.replace(start, end, data.draw(st.text(min_size=1, max_size=5)))
            case _:
                out.insert("\n\n")
    text, offsets = out.build()
    assert all(offsets.to_source(at) == where and text[at] == source[where] for at, where in expected)
    mapped = [offsets.to_source(at) for at in range(len(text) + 1)]
    assert mapped == sorted(mapped)
    assert all(0 <= where <= len(source) for where in mapped)
    for start in range(len(text)):
        first, last = offsets.to_source_span(start, start + 1)
        assert 0 <= first <= last <= len(source)
