"""How a mention was linked: an outcome that is never an empty guess."""

from __future__ import annotations

from enum import StrEnum


class LinkStatus(StrEnum):
    """What became of a mention that names, or refers to, a council or a body."""

    RESOLVED = "resolved"  # by its own words
    HOST = "host"  # as the host of the minutes: `the Council`, `the Panel`, its acronym, its name if no table has it
    AMBIGUOUS = "ambiguous"  # several fit and nothing decides between them
    UNKNOWN = "unknown"  # nothing known fits
