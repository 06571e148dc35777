"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Model = Annotated[
    Path | None,
    typer.Option("--model", metavar="DIR", help="Folder of a trained pipeline.", show_default="the project's own"),
]
Council = Annotated[
    str | None,
    typer.Option(
        "--council", metavar="NAME", help="Whose minutes these are, where the metadata beside them do not say."
    ),
]
