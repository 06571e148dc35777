"""The labels of the annotation guidelines: entities, spans, relations and attributes.

Source of every name here: docs/annotation-guidelines.md, sections 1 to 3.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

ENTITY_LABELS: Final = ("PERSON", "ROLE", "COUNCIL", "BODY", "ORG", "DATE", "FIGURE", "DOCUMENT")
SPAN_LABELS: Final = (
    "INDICATOR",
    "FINDING",
    "DECISION",
    "ACTION",
    "QUESTION",
    "RECOMMENDATION",
    "ATTENDANCE",
    "VOTE",
)

_ACTORS: Final = frozenset({"PERSON", "ROLE", "BODY", "COUNCIL", "ORG"})
_MADE: Final = frozenset({"DECISION", "QUESTION", "RECOMMENDATION", "ATTENDANCE"})
_PERSON: Final = frozenset({"PERSON"})
_PROPOSALS: Final = frozenset({"DECISION", "RECOMMENDATION"})
_VOTE: Final = frozenset({"VOTE"})

# relation -> (labels of heads, labels of tails)
RELATIONS: Final = MappingProxyType(
    {
        "HOLDS": (_PERSON, frozenset({"ROLE"})),
        "OF": (frozenset({"ROLE"}), frozenset({"BODY", "COUNCIL", "ORG"})),
        "VALUE_OF": (frozenset({"FIGURE"}), frozenset({"INDICATOR"})),
        "ABOUT": (frozenset({"FINDING"}), frozenset({"INDICATOR"})),
        "AS_OF": (frozenset({"FIGURE", "FINDING"}), frozenset({"DATE"})),
        "MADE_BY": (_MADE, _ACTORS),
        "OWNED_BY": (frozenset({"ACTION"}), _ACTORS),
        "DUE": (frozenset({"ACTION", "DECISION"}), frozenset({"DATE"})),
        "PROPOSED_BY": (_PROPOSALS, _PERSON),
        "SECONDED_BY": (_PROPOSALS, _PERSON),
        "OUTCOME": (frozenset({"DECISION"}), _VOTE),
        "VOTED_FOR": (_VOTE, _PERSON),
        "VOTED_AGAINST": (_VOTE, _PERSON),
        "ABSTAINED": (_VOTE, _PERSON),
    }
)

# attribute -> values it can take; ATTRIBUTE_HEADS names the labels that carry attributes
ATTRIBUTES: Final = MappingProxyType(
    {
        "direction": ("up", "down", "stable"),
        "against": ("national", "regional", "neighbours", "target", "previous"),
        "stands": ("above", "below", "in_line"),
    }
)
ATTRIBUTE_HEADS: Final = frozenset({"FINDING", "FIGURE"})
