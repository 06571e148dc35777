"""Forenames that stand for one another: initials, and the short forms of everyday use."""

from __future__ import annotations

from typing import Final

# Short forms of forenames that do not begin like the full form, or are not its first letters. Our own list.
_SHORT_FORMS: Final = (
    "robert bob rob bobby; william bill will billy; richard dick rick; edward ted ed eddie ned; john "
    "jack; james jim jimmy jamie; "
    "margaret peggy maggie meg; elizabeth liz beth betty lizzie; anthony tony; michael mike mick; patrick paddy pat; "
    "patricia pat tricia trish; christopher chris; christine chris; alexander alex sandy alec; andrew andy drew; "
    "catherine cathy kate katie; katherine kathy kate katie; stephen steve; steven steve; thomas tom; david dave dai; "
    "susan sue; deborah debbie; jennifer jenny; joseph joe; joanne jo; samuel sam; samantha sam; charles "
    "charlie chuck; "
    "peter pete; philip phil; gerald gerry; gerard gerry; kenneth ken; ronald ron; donald don; douglas "
    "doug; frederick fred; "
    "matthew matt; nicholas nick; timothy tim; victoria vicky; rebecca becky; barbara babs; dorothy dot; henry harry; "
    "daniel dan danny; benjamin ben; geoffrey geoff; jeffrey jeff; raymond ray; leonard len; lawrence larry laurie"
)
_NICKNAMES: Final[dict[str, frozenset[str]]] = {}
for _line in _SHORT_FORMS.split(";"):
    _full, *_shorts = _line.split()
    for _short in _shorts:
        _NICKNAMES[_short] = _NICKNAMES.get(_short, frozenset()) | {_full}


def is_short_forename(forename: str) -> bool:
    """Whether a folded forename is the short form of another: ``bob``."""
    return forename in _NICKNAMES


def same_forename(one: str, other: str) -> bool:
    """Whether two folded forenames, or initials of one letter, can be the same person's."""
    if one == other or (1 in {len(one), len(other)} and one[0] == other[0]):
        return True
    if 1 in {len(one), len(other)}:
        letter, name = (one, other) if len(one) == 1 else (other, one)
        return any(full[0] == letter for full in _NICKNAMES.get(name, ()))
    mine, yours = _NICKNAMES.get(one, frozenset()), _NICKNAMES.get(other, frozenset())
    return one in yours or other in mine or bool(mine & yours)
