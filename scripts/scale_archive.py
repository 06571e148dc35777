"""An archive of any size for measuring: short agenda items, varied from the example archive.

python scripts/scale_archive.py archive.jsonl --documents 50000

The same number of documents gives the same bytes. Names, figures and dates change from document to document, so that
people, indicators and the vocabulary grow as they do over a real archive.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from council_minutes.ingest.archive import open_archive
from council_minutes.ingest.loading import load

EXAMPLES: Final = Path(__file__).parent.parent / "examples" / "archive"
_WORDS: Final = range(30, 61)
_DOCUMENTS_OF_A_COUNCIL: Final = 250
_ONSETS: Final = ("B", "Br", "C", "Cl", "D", "F", "G", "H", "K", "L", "M", "N", "P", "R", "S", "St", "T", "Tr", "W")
_MIDDLES: Final = ("a", "e", "i", "o", "u", "ar", "el", "in", "or", "un", "all", "enn", "ick", "ott")
_ENDS: Final = ("ton", "ley", "field", "worth", "man", "son", "by", "ham", "ford", "well", "wick", "more", "s", "t")
_NUMBER: Final = re.compile(r"\d+")
# a capitalised word after a title or an initial is a name
_NAME: Final = re.compile(r"(?<=Cllr )[A-Z][a-z]+|(?<=Councillor )[A-Z][a-z]+|(?<=Mrs )[A-Z][a-z]+|(?<=Mr )[A-Z][a-z]+")


def write_archive(path: Path, documents: int) -> None:
    """JSON Lines of so many documents: ``source``, ``council``, ``date``, ``text``."""
    items = agenda_items()
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for number in range(documents):
            file.write(json.dumps(_document(number, items), ensure_ascii=False) + "\n")


def agenda_items() -> list[str]:
    """Paragraphs of the example archive that have 30 to 60 words, in the archive's order."""
    return [text for entry in open_archive(EXAMPLES) for text in _paragraphs(load(entry).text)]


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", text):
        words = paragraph.split()
        if len(words) in _WORDS:
            yield " ".join(words)


def _document(number: int, items: list[str]) -> dict[str, str]:
    chance = random.Random(number)
    council = number // _DOCUMENTS_OF_A_COUNCIL
    names = random.Random(-council - 1)
    members = [_surname(names) for _ in range(40)]
    day = f"{2005 + number % 20}-{1 + chance.randrange(12):02}-{1 + chance.randrange(28):02}"
    text = _NAME.sub(lambda _: chance.choice(members), items[number % len(items)])
    text = _NUMBER.sub(lambda found: _another(found[0], chance), text)
    return {
        "source": f"council-{council:05}/{day}-{number:08}",
        "council": f"{_surname(names)} Borough Council",
        "date": day,
        "text": text,
    }


def _another(digits: str, chance: random.Random) -> str:
    """A number of as many digits; a year stays a year, and what begins with 0 stays."""
    if digits.startswith("0"):
        return digits
    if len(digits) == 4 and digits.startswith("20"):
        return str(2005 + chance.randrange(20))
    if len(digits) <= 2:
        return str(1 + chance.randrange(28 if int(digits) <= 31 else 99))
    return digits[0] + "".join(str(chance.randrange(10)) for _ in digits[1:])


def _surname(chance: random.Random) -> str:
    return chance.choice(_ONSETS) + chance.choice(_MIDDLES) + chance.choice(_ENDS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--documents", type=int, default=50_000)
    options = parser.parse_args()
    write_archive(options.file, options.documents)
    print(f"{options.file}: {options.documents:,} documents, {options.file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
