"""Two models on the same documents, whose marks are written down."""

from __future__ import annotations

from marked import marked

from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.corpus.scoring import score_document
from council_minutes.corpus.splits import part_of
from council_minutes.learn.comparison import comparison_table, held_out
from council_minutes.learn.evaluate import DocumentScore

GOLD = "<PERSON>Ashby</PERSON> met the <BODY>Panel</BODY>. <ACTION>Carton is to write</ACTION>."
HALF = "<PERSON>Ashby</PERSON> met the Panel. <ACTION>Carton is to write</ACTION>."
NONE = "Ashby met the Panel. Carton is to write."


def scores(read: str, documents: int = 4) -> list[DocumentScore]:
    found, gold = (marked(text).annotations for text in (read, GOLD))
    return [DocumentScore(str(number), "Averne", score_document(found, gold)) for number in range(documents)]


def rows(table: str) -> dict[str, list[str]]:
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    return {row[0]: row[1:] for row in cells[2:]}


def test_each_layer_and_label_before_and_after() -> None:
    table = rows(comparison_table(scores(HALF), scores(GOLD)))
    assert table["**entities**"] == ["66.7", "100.0", "+33.3", "+33.3 to +33.3", "8"]
    assert table["PERSON"] == ["100.0", "100.0", "+0.0", "", "4"]
    assert table["BODY"] == ["0.0", "100.0", "+100.0", "", "4"]
    assert table["**spans**"][:3] == ["100.0", "100.0", "+0.0"]
    assert rows(comparison_table(scores(GOLD), scores(NONE)))["ACTION"][:3] == ["100.0", "0.0", "-100.0"]


def test_the_interval_of_a_mixed_change_holds_it() -> None:
    before, after = scores(HALF, 20), [*scores(GOLD, 12), *scores(NONE, 8)]
    _, _, change, interval, _ = rows(comparison_table(before, after))["**entities**"]
    low, high = map(float, interval.split(" to "))
    assert low < float(change) < high


def document(council: str) -> AnnotatedDocument:
    return marked("The <BODY>Panel</BODY> met.", key=council.replace(" ", "-"), council=council)


def test_documents_of_a_further_set_s_councils_are_not_compared_on() -> None:
    councils = [f"Council {number}" for number in range(60)]
    tests = [council for council in councils if part_of(council) == "test"]
    assert len(tests) > 1
    compared = held_out(map(document, councils), [document(tests[0].upper()), document("Council 0")])
    assert [one.council for one in compared] == tests[1:]
