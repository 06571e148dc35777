"""From annotations to tables: schemas, rows, aggregates, files. ``load_run`` reads the tables of a run back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from council_minutes.tables.frames import Run, load_run

__all__ = ["Run", "load_run"]


def __getattr__(name: str) -> object:
    # Worker processes import the tables and need no pandas, which is loaded where a notebook asks for these names.
    if name in __all__:
        from council_minutes.tables import frames

        return getattr(frames, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
