"""Build the package's table of councils from mySociety's list of UK local authorities.

    python scripts/build_council_table.py uk_local_authorities.csv pipeline/council_minutes/values/data/councils.csv

The source (https://github.com/mysociety/uk_local_authority_names_and_codes, MIT licence) is cleaned by rules,
each of which
is one function here; what the source lacks stands in council_supplement.toml beside this script.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

COLUMNS: Final = (
    "la_code",
    "code",
    "name",
    "short_name",
    "other_names",
    "nation",
    "region",
    "kind",
    "county",
    "start",
    "end",
    "successors",
    "former_codes",
)
SUPPLEMENT: Final = Path(__file__).with_name("council_supplement.toml")
_LAST_DAY_BEFORE_2009_REFORM: Final = "2009-03-31"
_INVERTED = re.compile(r"^(?P<place>.+?)[, (]+(?P<title>city of|county of)\)?$", re.IGNORECASE)

Row = dict[str, str]


def alternative_names(cell: str) -> list[str]:
    """The names in a cell that joins them by commas, though some names have a comma of their own.

    A comma with a space after it belongs to the name. Fragments of such names, which the source lists too,
    are left out, and
    so are names with broken characters. ``Bristol, City of`` becomes ``City of Bristol``.
    """
    names: list[str] = []
    fragments: set[str] = set()
    for name in re.split(r",(?=\S)", cell):
        inverted = _INVERTED.match(name)
        if inverted:
            names.append(f"{inverted['title']} {inverted['place']}")
        elif "," in name:
            fragments.update(part.strip().casefold() for part in name.split(","))
            names.append(name)
        else:
            names.append(name)
    return [name for name in names if name.isprintable() and "ï" not in name and name.casefold() not in fragments]


def unique(names: Iterable[str], besides: Iterable[str]) -> list[str]:
    """``names`` without repetitions (case aside), without those in ``besides``, white space made single."""
    seen = {name.casefold() for name in besides}
    kept = []
    for name in (" ".join(name.split()) for name in names):
        if name and name.casefold() not in seen:
            seen.add(name.casefold())
            kept.append(name)
    return kept


def start_date(source: Mapping[str, str]) -> str:
    """The first day of a council. They begin on 1 April; other days in the source are a register's date of entry."""
    start = source["start-date"]
    return start if start.endswith("-04-01") or source["local-authority-type"] == "COMB" else ""


def end_date(source: Mapping[str, str]) -> str:
    """The last day of a council: the source sometimes gives the successor's first day."""
    end = source["end-date"]
    if end.endswith("-04-01"):
        return (date.fromisoformat(end) - timedelta(days=1)).isoformat()
    return end


def rows_of_source(path: Path, supplement: Mapping[str, Any]) -> list[Row]:
    rows = []
    with path.open(encoding="utf-8", newline="") as file:
        for source in csv.DictReader(file):
            la_code = source["local-authority-code"]
            given = " ".join(source["official-name"].split())
            name = supplement["official_names"].get(la_code, given)
            dropped = {dropped.casefold() for dropped in supplement["dropped_names"].get(la_code, ())}
            others = [given, *alternative_names(source["alt-names"]), *supplement["other_names"].get(la_code, ())]
            short = " ".join(source["nice-name"].split())
            short = "" if short.casefold() in dropped else short
            successors = source["replaced-by"].split(",") if source["replaced-by"] else []
            rows.append(
                {
                    "la_code": la_code,
                    "code": source["gss-code"],
                    "name": name,
                    "short_name": short,
                    "other_names": "|".join(o for o in unique(others, (name, short)) if o.casefold() not in dropped),
                    "nation": source["nation"],
                    "region": source["region"],
                    "kind": source["local-authority-type"],
                    "county": source["county-la"],
                    "start": "" if la_code in supplement["continuing"]["la_codes"] else start_date(source),
                    "end": end_date(source),
                    "successors": "|".join(supplement["successors"].get(la_code, successors)),
                    "former_codes": source["former-gss-codes"].replace(",", "|"),
                }
            )
    return rows


def rows_of_2009(supplement: Mapping[str, Any]) -> list[Row]:
    rows = []
    for successors, names in supplement["abolished_2009"].items():
        for name in names:
            row = dict.fromkeys(COLUMNS, "")
            row |= {"name": name, "short_name": re.sub(r" (County|City|District|Borough) Council$", "", name)}
            row |= {"nation": "England", "kind": "CTY" if name.endswith("County Council") else "NMD"}
            row |= {"end": _LAST_DAY_BEFORE_2009_REFORM, "successors": successors}
            rows.append(row)
    return rows


def settle_places(rows: list[Row]) -> None:
    """Regions and counties from their neighbours in the table, where the source has none or a wrong one.

    A county lies where most of its districts lie; an abolished council lies where its first successor does,
    and a district
    that became part of another district was in that district's county.
    """
    by_code = {row["la_code"]: row for row in rows if row["la_code"]}
    for row in rows:
        heir = by_code.get(row["successors"].split("|")[0])
        if heir is not None:
            row["region"] = row["region"] or heir["region"]
            if heir["kind"] == row["kind"] == "NMD" and heir["county"]:
                row["county"] = heir["county"]
    regions: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row["county"]:
            regions[row["county"]][row["region"]] += 1
    for county, votes in regions.items():
        by_code[county]["region"] = votes.most_common(1)[0][0]


def faults(rows: list[Row]) -> list[str]:
    """What a reader of the table would stumble on: empty when it is sound."""
    codes = {row["la_code"] for row in rows if row["la_code"]}
    found = [
        f"{row['name']}: successor {successor} is not in the table"
        for row in rows
        for successor in row["successors"].split("|")
        if successor not in {*codes, ""}
    ]
    found += [f"{row['name']}: abolished without a successor" for row in rows if row["end"] and not row["successors"]]
    found += [
        f"{row['name']}: no {column}" for row in rows for column in ("nation", "region", "kind") if not row[column]
    ]
    for column in ("la_code", "code", "name"):
        counted = Counter(row[column] for row in rows if row[column])
        found += [f"{column} {value} stands {n} times" for value, n in counted.items() if n > 1]
    return found


def main() -> int:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("source", type=Path, help="mySociety's uk_local_authorities.csv")
    cli.add_argument("table", type=Path, help="the table to write")
    args = cli.parse_args()
    supplement = tomllib.loads(SUPPLEMENT.read_text(encoding="utf-8"))
    rows = sorted(rows_of_source(args.source, supplement) + rows_of_2009(supplement), key=lambda row: row["name"])
    settle_places(rows)
    found = faults(rows)
    if found:
        print("\n".join(found), file=sys.stderr)
        return 1
    with args.table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{args.table}: {len(rows)} councils, {sum(not row['end'] for row in rows)} of them in being")
    return 0


if __name__ == "__main__":
    sys.exit(main())
