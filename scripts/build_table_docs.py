"""Write the tables and columns of docs/tables.md from the schema, below the hand-written opening.

python scripts/build_table_docs.py           # write
python scripts/build_table_docs.py --check   # say whether the file is up to date
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from council_minutes.tables.columns import Column, Table
from council_minutes.tables.schema import TABLES

PAGE = Path(__file__).parent.parent / "docs" / "tables.md"
MARK = "<!-- From here on written by scripts/build_table_docs.py from the schema. -->"


def reference() -> str:
    """The part of the page that the schema says: a list of the tables, then each with its columns."""
    lines = ["## The tables", "", "| table | one row is |", "|---|---|"]
    lines += [f"| [{name}](#{name}) | {_cell(table.description)} |" for name, table in TABLES.items()]
    for table in TABLES.values():
        lines += ["", *_section(table)]
    return "\n".join(lines) + "\n"


def _section(table: Table) -> list[str]:
    points_to = {key.column: f"{key.table}.{key.references}" for key in table.foreign_keys}
    lines = [f"### {table.name}", "", table.description, ""]
    lines += [f"Key: {', '.join(f'`{name}`' for name in table.primary_key)}.", ""]
    lines += ["| column | type | unit | meaning |", "|---|---|---|---|"]
    for column in table.columns:
        lines.append(f"| `{column.name}` | {column.type} | {_cell(column.unit)} | {_meaning(column, points_to)} |")
    return lines


def _meaning(column: Column, points_to: dict[str, str]) -> str:
    target = points_to.get(column.name)
    return _cell(column.description) + (f" → `{target}`" if target is not None else "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 where the page is out of date")
    options = parser.parse_args()
    page = PAGE.read_text(encoding="utf-8")
    opening, mark, _ = page.partition(MARK)
    if not mark:
        print(f"{PAGE}: has no line {MARK!r}. Put it below the hand-written opening.", file=sys.stderr)
        return 1
    built = f"{opening}{MARK}\n\n{reference()}"
    if options.check:
        if built != page:
            print(f"{PAGE}: is not what the schema says. Run python {Path(__file__).name}.", file=sys.stderr)
        return int(built != page)
    PAGE.write_text(built, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
