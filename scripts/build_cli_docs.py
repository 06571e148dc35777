"""Write docs/cli.md from the help of the commands.

python scripts/build_cli_docs.py           # write
python scripts/build_cli_docs.py --check   # say whether the file is up to date

What the commands declare is read, not what a terminal shows of it: neither the terminal's width nor the version of the
library that draws the help shows in the page.
"""

from __future__ import annotations

import argparse
import inspect
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Any, Final, get_args, get_type_hints

from typer.main import get_command
from typer.models import ArgumentInfo, OptionInfo

from council_minutes.cli.main import app

PAGE: Final = Path(__file__).parent.parent / "docs" / "cli.md"
OPENING: Final = """# Commands

<!-- Written by scripts/build_cli_docs.py from the help of the commands: change that, then run `make docs`. -->

`minutes COMMAND --help` says the same in the terminal.
"""
_EXAMPLES: Final = re.compile(r"^Examples?:\s*", re.M)
_SPECIAL: Final = re.compile(r"[*_<|]")
_VALUES: Final = {Path: "PATH", str: "TEXT", int: "INT", float: "NUMBER"}  # where no metavar is declared


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument or option.

    Attributes:
        names: of an option, as they are typed; an argument has none.
        value: the word that stands for its value; empty for a switch.
        meaning: its help, with the least value and the environment variable it is read from.
        default: as it is shown; empty where there is none.
        required: whether it must be given.
    """

    names: tuple[str, ...]
    value: str
    meaning: str
    default: str
    required: bool


@dataclass(frozen=True, slots=True)
class Command:
    """A command.

    Attributes:
        name: as it is called: ``minutes annotations check``.
        paragraphs: of its help, each one line, without the examples.
        examples: command lines.
        parameters: its arguments and options in the order of the declaration.
    """

    name: str
    paragraphs: tuple[str, ...]
    examples: tuple[str, ...]
    parameters: tuple[Parameter, ...]


def commands() -> list[Command]:
    """Every command, in the order of the help."""
    return [_command(name, built) for name, built in _below("minutes", get_command(app))]


def _below(name: str, built: Any) -> Iterator[tuple[str, Any]]:
    if not hasattr(built, "commands"):
        yield name, built
        return
    for part, sub in built.commands.items():
        yield from _below(f"{name} {part}", sub)


def _command(name: str, built: Any) -> Command:
    text, *shown = _EXAMPLES.split(inspect.cleandoc(built.help), maxsplit=1)
    paragraphs = tuple(" ".join(part.split()) for part in text.replace("\b", "").split("\n\n") if part.strip())
    examples = tuple(line.strip() for line in "".join(shown).splitlines() if line.strip())
    hints = get_type_hints(inspect.unwrap(built.callback), include_extras=True)
    return Command(name, paragraphs, examples, tuple(_parameter(p, *get_args(hints[p.name])) for p in built.params))


def _parameter(built: Any, kind: Any, declared: ArgumentInfo | OptionInfo) -> Parameter:
    is_argument = isinstance(declared, ArgumentInfo)
    is_switch = not is_argument and built.is_flag
    said = [built.help]
    if declared.min is not None:
        said.append(f"At least {declared.min:g}.")
    if built.envvar is not None:
        said.append(f"Also from the environment: `{built.envvar}`.")
    return Parameter(
        names=() if is_argument else (*built.opts, *built.secondary_opts),
        value="" if is_switch else built.metavar or (built.name.upper() if is_argument else _value(kind)),
        meaning=" ".join(said),
        default=_default(built, is_switch),
        required=built.required,
    )


def _value(kind: Any) -> str:
    """The word for a value of a type such as ``int``, ``Path | None`` or ``list[str] | None``."""
    if isinstance(kind, UnionType):
        kind = get_args(kind)[0]
    return _VALUES[get_args(kind)[0] if get_args(kind) else kind]


def _default(built: Any, is_switch: bool) -> str:
    if isinstance(built.show_default, str):
        return built.show_default
    if built.required:
        return "required"
    if is_switch:
        return (built.opts[0] if built.default else built.secondary_opts[0]) if built.secondary_opts else ""
    if built.default is None:
        return ""
    return f"{built.default:g}" if isinstance(built.default, float) else str(built.default)


def page() -> str:
    """The whole page."""
    found = commands()
    lines = [OPENING, "| command | what it does |", "|---|---|"]
    lines += [f"| [{c.name}](#{c.name.replace(' ', '-')}) | {_plain(c.paragraphs[0])} |" for c in found]
    for command in found:
        lines += ["", *_section(command)]
    return "\n".join(lines) + "\n"


def _section(command: Command) -> list[str]:
    arguments = [p for p in command.parameters if not p.names]
    options = [p for p in command.parameters if p.names]
    usage = [command.name, *(p.value if p.required else f"[{p.value}]" for p in arguments)]
    usage += [f"{p.names[0]} {p.value}" for p in options if p.required]
    usage += ["[OPTIONS]"] if any(not p.required for p in options) else []
    blocks = [f"## {command.name}", *map(_plain, command.paragraphs), _code([" ".join(usage)])]
    if command.examples:
        blocks += ["Example:" if len(command.examples) == 1 else "Examples:", _code(command.examples)]
    for title, parameters in (("argument", arguments), ("option", options)):
        if parameters:
            rows = [f"| {_shown(p)} | {_plain(p.meaning)} | {_plain(p.default)} |" for p in parameters]
            blocks.append("\n".join([f"| {title} | meaning | default |", "|---|---|---|", *rows]))
    return "\n\n".join(blocks).split("\n")


def _code(lines: tuple[str, ...] | list[str]) -> str:
    return "\n".join(["```", *lines, "```"])


def _shown(parameter: Parameter) -> str:
    names = ", ".join(f"`{name}`" for name in parameter.names)
    return " ".join(part for part in (names, f"`{parameter.value}`" if parameter.value else "") if part)


def _plain(text: str) -> str:
    """Words that are no Markdown, whatever characters are in them; what stands in backticks is shown as it is."""
    parts = text.split("`")
    return "`".join(part if at % 2 else _SPECIAL.sub(r"\\\g<0>", part) for at, part in enumerate(parts))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 where the page is out of date")
    options = parser.parse_args()
    built = page()
    if not options.check:
        PAGE.write_text(built, encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == built:
        return 0
    print(f"{PAGE}: is not what the help of the commands says. Run make docs.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
