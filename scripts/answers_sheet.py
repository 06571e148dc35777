"""Lay the answers of docs/questions.md beside the documents, to be checked by eye, and count what was found.

python scripts/answers_sheet.py TABLES --archive ARCHIVE --sheet answers.csv
python scripts/answers_sheet.py --count answers.csv

The sheet has the rows of each answer (25 of each where there are more, drawn with a fixed seed), every finding of a
rise, and each recorded vote, with the words of the document around. Into `right` goes yes or no, into `fault` what is
wrong. The sheet quotes the documents: it is no part of the project.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, Final

import pandas as pd

from council_minutes.ingest.archive import open_archive
from council_minutes.report.texts import Texts
from council_minutes.tables.csv_cells import csv_cell
from council_minutes.tables.frames import Run, load_run

PAGE: Final = Path(__file__).parent.parent / "docs" / "questions.md"
_BLOCK: Final = re.compile(r"^```python\n(.*?)^```$", re.M | re.S)
_MOST: Final = 25
_SEED: Final = 1
_AROUND: Final = 200  # code points of the document on either side
_COLUMNS: Final = ("answer", "row", "document", "words", "right", "fault")


def answers(run: Run) -> dict[str, pd.DataFrame]:
    """The answers, by the code of the page: each row with ``doc_id``, ``start`` and ``end``."""
    names: dict[str, Any] = {"run": run}
    for block in _BLOCK.findall(PAGE.read_text(encoding="utf-8"))[1:]:  # the first one opens the run
        exec(compile(block, str(PAGE), "exec"), names)  # noqa: S102  the project's own page
    findings = run.findings
    votes = names["votes"]
    extents = votes.groupby("poll_id", sort=False).agg(
        doc_id=("doc_id", "first"), start=("start", "min"), end=("end", "max")
    )
    told = names["result"].reset_index().merge(extents.reset_index(), on="poll_id")
    return {
        "a rise in agency staff": names["rises"],
        "a rise in anything": findings[findings["direction"] == "up"],
        "an open action": names["open_actions"],
        "a recorded vote": told,
    }


def write_sheet(tables: Path, archive: Path, sheet: Path) -> None:
    run = load_run(tables)
    documents = run.documents.set_index("doc_id")
    texts = Texts(tables / "texts", open_archive(archive), "")
    with sheet.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(_COLUMNS)
        for name, rows in answers(run).items():
            chosen = rows if len(rows) <= _MOST else rows.sample(_MOST, random_state=_SEED).sort_index()
            print(f"{name}: {len(rows)} rows, {len(chosen)} in the sheet")
            for row in chosen.to_dict("records"):
                document = documents.loc[row["doc_id"]]
                text, absent = texts.of(row["doc_id"], document["source"], document["sha256"], int(document["n_chars"]))
                cells = [name, _shown(row), document["source"], absent if text is None else _around(text, row), "", ""]
                writer.writerow([csv_cell(cell) for cell in cells])


def _shown(row: dict[Any, Any]) -> str:
    hidden = {"doc_id", "start", "end", "text", "span_id", "item_id", "indicator_id", "figure_id", "council_code"}
    return "; ".join(f"{key}: {value}" for key, value in row.items() if key not in hidden and not pd.isna(value))


def _around(text: str, row: dict[Any, Any]) -> str:
    start, end = row["start"], row["end"]
    return f"{text[max(0, start - _AROUND) : start]}⟦{text[start:end]}⟧{text[end : end + _AROUND]}"


def count(sheet: Path) -> None:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    faults: Counter[tuple[str, str]] = Counter()
    with sheet.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            found[row["answer"]][row["right"].strip().lower()] += 1
            if row["fault"].strip():
                faults[row["answer"], row["fault"].strip()] += 1
    for name, counts in found.items():
        checked = counts["yes"] + counts["no"]
        print(f"{name}: {counts['yes']} of {checked} right; {counts.total() - checked} not checked")
        for (answer, fault), number in faults.most_common():
            if answer == name:
                print(f"  {number} × {fault}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", nargs="?", type=Path, help="the folder that minutes extract-batch wrote")
    parser.add_argument("--archive", type=Path, help="what it read")
    parser.add_argument("--sheet", type=Path, default=Path("answers.csv"), help="the file to write")
    parser.add_argument("--count", type=Path, metavar="SHEET", help="count what was entered into a sheet")
    options = parser.parse_args()
    if options.count is not None:
        count(options.count)
    elif options.tables is None or options.archive is None:
        print("Give the folder of the tables and --archive, or --count and a sheet", file=sys.stderr)
        return 2
    else:
        write_sheet(options.tables, options.archive, options.sheet)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
