"""Roles to families: the post that a role's words name, whatever its portfolio.

A deputy leader, deputy mayor or deputy chief executive is in the family of the office; only a vice-chair, who
takes the chair
in meetings, has a family apart. The leader of a political group is a councillor, not the leader of the council.
"""

from __future__ import annotations

import re
from typing import Final

from council_minutes.values.names import MAX_NAME_CHARS, fold, mend, skeletons, word_set

ROLE_FAMILIES: Final = (
    "chair",
    "vice_chair",
    "councillor",
    "leader",
    "cabinet_member",
    "mayor",
    "chief_executive",
    "director",
    "head_of_service",
    "officer",
    "clerk",
    "member_of_public",
    "other",
)

# The post stands before its portfolio: `Director of Customer and Clerk Services`, `Head of Leader's Office`.
_PORTFOLIO: Final = re.compile(r"\b(?:of|for|to|with|and)\b|[,:(–—]|\s-\s|-\s", re.IGNORECASE)

_CHAIRS: Final = (
    "chair chairs chairman chairmen chairperson chairpersons chairwoman convener convenor conveners "
    "cathaoirleach cadeirydd"
)
_VICE_CHAIRS: Final = (
    "vicechair vicechairman vicechairperson viceconvener leaschathaoirleach leas chathaoirleach isgadeirydd gadeirydd"
)
_COUNCILLORS: Final = (
    "whip whips spokesperson councillor councillors cllr cllrs clir cr crs cnllr cmhlr cmhlrs "
    "comhairleoir cynghorydd cyng cynghorwyr alderman aldermen "
    "alderwoman ald bailie baillie bailies member members substitute substitutes"
)
_OFFICERS: Final = (
    "officer officers official officials manager managers mgr treasurer solicitor lawyer counsel "
    "secretary administrator adviser "
    "advisor accountant auditor engineer planner surveyor coordinator analyst assistant lead leads leader "
    "specialist principal "
    "librarian translator registrar archivist architect consultant scrutineer partner psychologist supervisor "
    "facilitator ecologist technician economist statistician strategist staff rfo dpo hrbp monitoring "
    "executive ordinator"
)
_DEPUTIES: Final = frozenset({"vice", "deputy", "depute"})
_CABINET: Final = frozenset({"cabinet", "executive", "portfolio", "lead"})
_OTHERS: Final = (
    "constable inspector superintendent supt sergeant sgt pcso pc ci commissioner commissioners "
    "headteacher chaplain cooptee optee optees "
    "governor governors representative representatives nurse doctor trustee trustees ambassador commander "
    "person persons "
    "appointee nominee observer"
)
# Said of a member or officer, these words put him outside the council's own.
_OUTSIDERS: Final = word_set(
    "police fire independent coopted opted lay church diocesan medical clinical external non schools academy"
)
_POLITICAL: Final = word_set(
    "opposition labour conservative liberal democrat democrats green snp sinn fein dup uup alliance plaid ukip reform "
    "independent independents minority majority group groups political party"
)

# Whole roles, or their beginnings, that the words one by one would put elsewhere. Checked in this order.
_PHRASES: Final = (
    (("head", "of", "paid", "service"), "chief_executive"),
    (("managing", "director"), "chief_executive"),
    (("chief", "executive"), "chief_executive"),
    (("chief", "exec"), "chief_executive"),
    (("chief", "officer"), "director"),
    (("chief", "officers"), "director"),
    (("secretary", "of", "state"), "other"),
    (("presiding", "member"), "chair"),
)
_ABBREVIATIONS: Final = {
    "dcs": "director",
    "dass": "director",
    "dph": "director",
    "dss": "director",
    "ad": "director",
    "ceo": "chief_executive",
}
_WORDS: Final[dict[str, str]] = (
    dict.fromkeys(_OTHERS.split(), "other")
    | dict.fromkeys(_OFFICERS.split(), "officer")
    | dict.fromkeys(_COUNCILLORS.split(), "councillor")
    | dict.fromkeys(_CHAIRS.split(), "chair")
    | dict.fromkeys(_VICE_CHAIRS.split(), "vice_chair")
    | dict.fromkeys(("mayor", "mayors", "provost"), "mayor")
    | dict.fromkeys(("director", "directors"), "director")
    | dict.fromkeys(("head", "heads"), "head_of_service")
    | dict.fromkeys(("clerk", "clerks"), "clerk")
    | dict.fromkeys(("arweinydd",), "leader")
    | _ABBREVIATIONS
)
# What stands before `Leader` where the leader of the council is meant.
_LEADER_WORDS: Final = word_set(
    "deputy depute council the county city borough district authority joint co interim acting shadow executive"
)
_HEADS: Final = frozenset({*_WORDS, "leader", "leaders"})
_KNOWN: Final = skeletons(word for word in _WORDS if len(word) > len("head") and word != "clir")


def role_family(text: str) -> str:
    """The family of a role, one of ``ROLE_FAMILIES``; ``other`` where its words name none.

    >>> [role_family(r) for r in ("Vice-Chairman", "Members", "Director of Place", "Provost", "Section 151 Officer")]
    ['vice_chair', 'councillor', 'director', 'mayor', 'officer']
    """
    if len(text) > MAX_NAME_CHARS:
        return "other"
    whole = mend(fold(text).split(), _KNOWN)
    if "public" in whole and (whole[-1] == "public" and whole[0] in {"member", "members", "public"}):
        return "member_of_public"
    portfolio = _PORTFOLIO.search(text)
    post = mend(fold(text[: portfolio.start()]).split(), _KNOWN) if portfolio is not None else whole
    if portfolio is not None and portfolio[0].casefold() == "and" and post and post[-1] not in _HEADS:
        post = whole  # `Members’ Support and Scrutiny Officer`: the post is still to come
    for phrase, family in _PHRASES:
        if whole[: len(phrase)] == phrase or any(
            post[i : i + len(phrase)] == phrase for i in range(len(post) - len(phrase) + 1)
        ):
            return family
    return _family_of_post(post, whole) or _family_of_post(whole, whole) or "other"


def role_id(text: str) -> str | None:
    """``role:chair``; None for a mention without a word."""
    return f"role:{role_family(text)}" if fold(text) else None


def _family_of_post(post: tuple[str, ...], whole: tuple[str, ...]) -> str | None:
    """The family that the last telling word of the post names: `Member Services Officer` is an officer."""
    words = set(post)
    if words & {"leader", "leaders"}:
        return _family_of_leader(whole)
    if words & _CABINET and not words & _OUTSIDERS and words & {"holder", "holders", "member", "members", "councillor"}:
        return "cabinet_member"
    family = next((_WORDS[word] for word in reversed(post) if word in _WORDS), None)
    if family in {"councillor", "officer"} and words & _OUTSIDERS:
        return "other"
    return "vice_chair" if family == "chair" and words & _DEPUTIES else family


def _family_of_leader(whole: tuple[str, ...]) -> str:
    before = whole[: next(i for i, word in enumerate(whole) if word in {"leader", "leaders"})]
    if set(before) - _LEADER_WORDS - _POLITICAL or "team" in whole:
        return "officer"
    return "councillor" if set(whole) & _POLITICAL else "leader"
