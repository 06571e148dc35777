"""The command `minutes`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final

import typer
from typer.core import TyperGroup
from typer.main import get_group

#: Command -> the module whose ``app`` has it, in the order of the help.
_MODULES: Final = MappingProxyType(
    {
        "extract-batch": "extract_batch",
        "extract": "extract",
        "train": "learn",
        "export": "learn",
        "evaluate": "learn",
        "benchmark": "learn",
        "report": "report",
        "annotations": "annotations",
    }
)


class _OnDemand(Mapping[str, Any]):
    """The commands by name, each imported when it is asked for: spaCy takes a second and 80 MB that most need not."""

    def __init__(self) -> None:
        self._loaded: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._loaded:
            group = get_group(import_module(f"council_minutes.cli.{_MODULES[name]}").app)
            self._loaded[name] = group.commands.get(name, group)
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


class _Commands(TyperGroup):
    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = _OnDemand()  # type: ignore[assignment]  # nothing adds a command later


app = typer.Typer(
    name="minutes", cls=_Commands, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False
)


@app.callback()
def minutes() -> None:
    """Read the minutes of UK councils and turn them into tables."""


if __name__ == "__main__":
    app()
