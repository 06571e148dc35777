"""A pipeline of rules alone: what patterns and lists of names reach without any training."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

import council_minutes.components.tokenizer  # noqa: F401  (registers the tokenizer)
from council_minutes.corpus.augment import gazetteer
from council_minutes.corpus.docs import SPANS_KEY
from council_minutes.text import sentences
from council_minutes.values.councils import CouncilTable

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
_NAME = r"[A-Z][\w’'-]+"
_KIND = r"(?:Committee|Sub-Committee|Panel|Board|Forum|Cabinet|Executive|Working Party|Working Group|Partnership)"
_PAPER = r"(?:Plan|Strategy|Policy|Framework|Regulations|Standing Orders|Code of Conduct|Constitution|Charter)"
_CHAIR = r"(?:Vice-)?Chair(?:man|person)?"
_OFFICE = rf"(?:Director|Head|Chief Executive|Clerk|Leader|Mayor|{_CHAIR}|Councillor|Cllr|Convener)"
_TITLE = r"(?:Councillors?|Cllrs?|Mr|Mrs|Ms|Dr|Alderman|Baillie)\.?\s+"


def _listed(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True) if "{" not in name)


_COUNCILS: Final = _listed(council.name for council in CouncilTable.load().councils)
#: Label and pattern; the mark is the group, or the whole match where there is none.
ENTITY_RULES: Final = tuple(
    (label, re.compile(pattern))
    for label, pattern in (
        ("DATE", rf"{_DAY}\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}(?:,?\s+\d{{4}})?"),
        ("DATE", rf"{_MONTH}\s+\d{{4}}|\b(?:19|20)\d\d[/-]\d\d\b|\bQ[1-4]\b|\b\d{{1,2}}[./]\d\d\s*[ap]\.?m\.?"),
        ("FIGURE", r"£\d[\d,.]*\d?(?:\s?(?:k|m|bn|million))?|\b\d[\d,.]*\d?\s?(?:%|per cent)|\b\d[\d,]*(?:\.\d+)?\b"),
        ("COUNCIL", rf"{_COUNCILS}|(?:{_NAME}\s+){{1,3}}(?:City |Borough |County |District |Town |Parish )?Council"),
        ("COUNCIL", r"\b[Tt]he ((?:Borough |County |City |District |Town |Parish )?Council)\b"),
        ("BODY", rf"(?:{_NAME}\s+(?:and\s+|&\s+)?){{1,5}}{_KIND}|\b(?:the|The) ({_KIND})\b|\bCabinet\b"),
        ("DOCUMENT", rf"(?:{_NAME}\s+(?:and\s+|of\s+|\(\w+\)\s+)?){{1,6}}(?:Act(?:\s+\d{{4}})?|{_PAPER})"),
        ("DOCUMENT", _listed(gazetteer("documents"))),
        ("ORG", _listed(gazetteer("organisations"))),
        ("ROLE", rf"\b{_OFFICE}s?(?:\s+(?:of|for)\s+(?:{_NAME}\s*(?:and\s+)?){{1,4}})?"),
        ("PERSON", rf"{_TITLE}((?:[A-Z]\.?\s?){{0,3}}{_NAME}(?:\s+{_NAME})?)"),
    )
)
#: Label and how a sentence begins that is such a span.
SENTENCE_RULES: Final = tuple(
    (label, re.compile(pattern, re.IGNORECASE))
    for label, pattern in (
        (
            "ATTENDANCE",
            r"(?:members )?present\b|(?:in attendance|apologies|absent)\b|.{0,60}declared an? .{0,30}interest",
        ),
        ("DECISION", r"(?:it was )?(?:unanimously )?(?:resolved|agreed)\b|that the\b"),
        ("ACTION", r"action\b|.{3,60}\b(?:to|would) (?:write|contact|send|circulate|report back|arrange|provide)\b"),
        ("QUESTION", r".{3,60}\b(?:asked|queried|enquired|questioned)\b"),
        ("RECOMMENDATION", r".{0,60}\b(?:suggested|proposed|recommended) that\b"),
        ("FINDING", r".{3,120}\b(?:increased|decreased|risen|rose|fallen|fell|reduced|above|below|higher|lower)\b"),
    )
)
_VOTE: Final = re.compile(
    r"\bunanimously\b|\bcarried\b|\b(?:For|Against|Abstain\w*):? ?\(?\d+\)?|\bby \d+ votes to \d+"
)


@Language.component("minutes_rules")  # type: ignore[untyped-decorator]
def mark_by_rules(doc: Doc) -> Doc:
    """Set ``doc.ents`` and the spans; where rules overlap, the longest match stands."""
    found = []
    for label, pattern in ENTITY_RULES:
        for match in pattern.finditer(doc.text):
            group = 1 if pattern.groups and match[1] else 0
            found.append(doc.char_span(*match.span(group), label=label, alignment_mode="contract"))
    doc.ents = filter_spans([span for span in found if span is not None])
    spans = [
        doc.char_span(start, end, label=label, alignment_mode="contract")
        for start, end in sentences(doc.text)
        for label, pattern in SENTENCE_RULES
        if pattern.match(doc.text, start, end)
    ]
    spans += [doc.char_span(*m.span(), label="VOTE", alignment_mode="contract") for m in _VOTE.finditer(doc.text)]
    doc.spans[SPANS_KEY] = [span for span in spans if span is not None]
    return doc


def create_rule_pipeline() -> Language:
    """The rules on this project's tokenizer."""
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "council_minutes.Tokenizer.v1"}}})
    nlp.add_pipe("minutes_rules")
    return nlp
