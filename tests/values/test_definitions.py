from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council_minutes.values.definitions import collect_definitions, definition_key, is_acronym


@pytest.mark.parametrize(
    ("text", "definitions"),
    [
        ("a report of Kent County Council (KCC) on roads", {"kcc": "Kent County Council"}),
        ("the Corporate Parenting Panel (“the Panel”) met", {"panel": "Corporate Parenting Panel"}),
        ("Health and Wellbeing Board (HWB)", {"hwb": "Health and Wellbeing Board"}),
        ("the Children in Care Council (CiCC)", {"cicc": "Children in Care Council"}),
        ("SEVERNFOLD COMBINED AUTHORITY (SCA)", {"sca": "Severnfold Combined Authority"}),
        ("Health Overview and Scrutiny\nCommittee (HOSC)", {"hosc": "Health Overview and Scrutiny Committee"}),
        ("Derby City Council (hereinafter referred to as “the Authority”)", {"authority": "Derby City Council"}),
        ("Kent County Council (KCC) and Kirklees Community Centre (KCC)", {"kcc": "Kent County Council"}),
        ("the report (Appendix A) was noted (see minute 4)", {}),
        ("five members (ABC) present", {}),
        ("", {}),
    ],
)
def test_short_forms_defined_in_brackets(text: str, definitions: dict[str, str]) -> None:
    assert collect_definitions(text) == definitions


@pytest.mark.parametrize("text", ["KCC", "CaCC", "RBK", "B&NES", "LBHF"])
def test_acronyms(text: str) -> None:
    assert is_acronym(text)


@pytest.mark.parametrize("text", ["", "K", "Kent", "KENT COUNTY", "the", "Q3", "CONSTITUTION"])
def test_other_words(text: str) -> None:
    assert not is_acronym(text)


@given(st.text(alphabet=st.sampled_from(list("(((AB b“”.,&\n")) | st.characters(), max_size=500))
def test_any_text_gives_keys_that_its_own_short_forms_find(text: str) -> None:
    for key, long_form in collect_definitions(text).items():
        assert key == definition_key(key)
        assert long_form.strip()
