from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council_minutes.values.people import PersonMention, cluster_people, link_names, parse_name, person_id

# Mentions in order, separated by "; ", titles before the name in angle brackets, and the clusters they make: name =
# mentions by
# number. An ambiguous cluster is marked with a question mark.
CLUSTERS = [
    ("S Deinali", "S Deinali=0"),
    ("S Deinali; Deinali", "S Deinali=0,1"),
    ("Deinali; S Deinali", "S Deinali=0,1"),
    ("<Councillor> S Deinali; <Cllr> Deinali; Deinali", "S Deinali=0,1,2"),
    ("Collins (J); J. Collins; J Collins", "J Collins=0,1,2"),
    ("Collins (J); Collins (P)", "J Collins=0 | P Collins=1"),
    ("Collins (J); Collins (P); Collins", "J Collins=0 | P Collins=1 | Collins?=2"),
    ("Deinali, S; S. Deinali", "S Deinali=0,1"),
    ("Deinali, Sam; S Deinali", "Sam Deinali=0,1"),
    ("Stephen Tracey; Tracey", "Stephen Tracey=0,1"),
    ("Stephen Tracey; S Tracey; Tracey", "Stephen Tracey=0,1,2"),
    ("Stephen Tracey; Stephen", "Stephen Tracey=0,1"),
    ("Stephen Tracey; Stephen Moran; Stephen", "Stephen Tracey=0 | Stephen Moran=1 | Stephen?=2"),
    ("STEPHEN TRACEY; Stephen Tracey; TRACEY", "Stephen Tracey=0,1,2"),
    ("STEPHEN TRACEY", "Stephen Tracey=0"),
    ("Jane Collins; John Collins; J Collins", "Jane Collins=0 | John Collins=1 | J Collins?=2"),
    ("Jane Collins; John Collins; Jane", "Jane Collins=0,2 | John Collins=1"),
    ("Jane M Collins; J M Collins; Jane Collins", "Jane M Collins=0,1,2"),
    ("J A Collins; J B Collins; J Collins", "J A Collins=0 | J B Collins=1 | J Collins?=2"),
    ("JA Collins; J.A. Collins; J. A. Collins", "J A Collins=0,1,2"),
    ("<Mrs> Odell (R); <Mr> Odell (T); <Mr> Odell; <Mrs> Odell", "R Odell=0,3 | T Odell=1,2"),
    ("<Mrs> Odell (R); <Mr> Odell (T); Odell", "R Odell=0 | T Odell=1 | Odell?=2"),
    ("<Mr> Odell; <Mrs> Odell", "Odell=0 | Odell=1"),
    ("<Mr> Odell; <Mr> Odell; Odell", "Odell=0,1,2"),
    ("<Councillor> A Smith; <Head of Finance> B Smith; <Cllr> Smith", "A Smith=0,2 | B Smith=1"),
    ("<Councillor> A Smith; <Head of Finance> B Smith; <Head of Finance> Smith", "A Smith=0 | B Smith=1,2"),
    ("<Councillor> A Smith; <Councillor> B Smith; <Councillor> Smith", "A Smith=0 | B Smith=1 | Smith?=2"),
    ("Tobin\n(E); Tobin (E)", "E Tobin=0,1"),
    ("Ruairí Ó Gallchóir; Ó Gallchóir", "Ruairí Ó Gallchóir=0,1"),
    ("U Ní Bhroin; Ní Bhroin", "U Ní Bhroin=0,1"),
    ("Oisín Mac Giolla Bríde; Mac Giolla Bríde", "Oisín Mac Giolla Bríde=0,1"),
    ("D O'Brien; D O’Brien; O'BRIEN", "D O'Brien=0,1,2"),
    ("P Van Doren; Van Doren", "P Van Doren=0,1"),
    ("Tegid ap Rhodri; ap Rhodri", "Tegid ap Rhodri=0,1"),
    ("A Smith-Jones; Smith-Jones", "A Smith-Jones=0,1"),
    ("A Smith-Jones; A Smith", "A Smith-Jones=0 | A Smith=1"),
    ("David Lloyd George; Lloyd George; George", "David Lloyd George=0,1,2"),
    ("Bob Pell; R Pell; Robert Pell", "Robert Pell=0,1,2"),
    ("Steve Tracey; Stephen Tracey", "Stephen Tracey=0,1"),
    ("Tom Wray; TW; TW", "Tom Wray=0,1,2"),
    ("Tom Wray; Tara West; TW", "Tom Wray=0 | Tara West=1 | TW?=2"),
    ("TW", "TW=0"),
    ("A Lee; LEE", "A Lee=0,1"),
    ("Siân Treharne; Sian Treharne", "Siân Treharne=0,1"),
    ("Mr S Deinali; Councillor Deinali", "S Deinali=0,1"),
    ("S Deinali MBE; S Deinali", "S Deinali=0,1"),
    ("A McIlwrath; McILWRATH", "A McIlwrath=0,1"),
    ("A Pell; <Mr> Pell; <Mrs> Pell", "A Pell=0 | Pell?=1 | Pell?=2"),
    ("S Kaur Gill; Kaur Gill", "S Kaur Gill=0,1"),
    ("Callum; Callum", "Callum=0,1"),
    ("Akers (Jo); Akers (Malcolm); Akers (J); Akers (M)", "Jo Akers=0,2 | Malcolm Akers=1,3"),
    ("S Deinali; T Wray; Deinali; Wray", "S Deinali=0,2 | T Wray=1,3"),
    ("Wray & Pell; Pell; Wray and Pell; Wray", "Wray & Pell?=0 | Pell=1 | Wray and Pell?=2 | Wray=3"),
    ("J Other Pell; Jane Pell; Jane O Pell", "Jane O Pell=0,1,2"),
]


def mentions_of(line: str) -> list[PersonMention]:
    mentions = []
    for start, piece in enumerate(line.split("; ")):
        title, _, name = piece.rpartition("> ")
        mentions.append(PersonMention(name, start, (title.removeprefix("<"),) if title else ()))
    return mentions


def written(mentions: list[PersonMention]) -> str:
    return " | ".join(
        f"{c.name}{'?' if c.ambiguous else ''}={','.join(str(m.start) for m in c.mentions)}"
        for c in cluster_people(mentions)
    )


@pytest.mark.parametrize(("mentions", "clusters"), CLUSTERS)
def test_mentions_to_people(mentions: str, clusters: str) -> None:
    assert written(mentions_of(mentions)) == clusters


@pytest.mark.parametrize(
    ("text", "forenames", "surname"),
    [
        ("S Deinali", ("s",), "deinali"),
        ("Collins (J)", ("j",), "collins"),
        ("Collins (J P)", ("j", "p"), "collins"),
        ("Deinali, S", ("s",), "deinali"),
        ("Dr Mary Ann Evans OBE", ("mary", "ann"), "evans"),
        ("SJ Deinali", ("s", "j"), "deinali"),
        ("D St J Crewe", ("d", "st", "j"), "crewe"),
        ("Alun (Bryn) Roberts", ("alun", "bryn"), "roberts"),
        ("J. Clark-Jones", ("j",), "clarkjones"),
        ("P de la Cruz", ("p",), "delacruz"),
        ("Sir Giles Penrith", ("giles",), "penrith"),
        ("AL PACE", ("al",), "pace"),
        ("JP PACE", ("j", "p"), "pace"),
        ("K O Adebayo", ("k", "o"), "adebayo"),
        ("", (), ""),
    ],
)
def test_a_name_is_read_in_its_parts(text: str, forenames: tuple[str, ...], surname: str) -> None:
    parsed = parse_name(text)
    assert (parsed.forenames, parsed.surname) == (forenames, surname)


def test_id_is_the_same_for_every_spelling_and_differs_between_councils_and_people() -> None:
    spellings = ["J Collins", "J. COLLINS", "Collins (J)", "Collins, J", "Councillor J Collins"]
    assert len({person_id("E10000016", s) for s in spellings}) == 1
    assert person_id("E10000016", "J Collins") == "person:c71d7130334e"
    assert person_id("E10000008", "J Collins") != person_id("E10000016", "J Collins")
    assert person_id("E10000016", "P Collins") != person_id("E10000016", "J Collins")
    assert person_id("E10000016", "…") is None


def test_names_of_many_documents_link_to_the_fullest_and_ambiguous_ones_stay() -> None:
    names = ["Stephen Tracey", "S Tracey", "Tracey", "Jane Collins", "John Collins", "J Collins"]
    linked = link_names(names)
    assert {n: linked[n] for n in names} == {
        "Stephen Tracey": "Stephen Tracey",
        "S Tracey": "Stephen Tracey",
        "Tracey": "Stephen Tracey",
        "Jane Collins": "Jane Collins",
        "John Collins": "John Collins",
        "J Collins": "J Collins",
    }
    assert link_names(reversed(names)) == linked


_NAME = st.one_of(
    st.text(max_size=40),
    st.builds(
        "{} {}".format,
        st.sampled_from(["J", "Jane", "John", "P", "J A", "Mr", "Bob", "R"]),
        st.sampled_from(["Lee", "Pell", "Ó Riain"]),
    ),
    st.sampled_from(["Lee", "Pell", "Jane", "JL", "LEE", "Lee (J)"]),
)
_TITLES = st.sampled_from([(), ("Mr",), ("Mrs",), ("Councillor",), ("Head of Finance",)])


@given(st.lists(st.tuples(_NAME, _TITLES), max_size=25), st.randoms())
def test_every_mention_is_in_one_cluster_whatever_the_order(
    names: list[tuple[str, tuple[str, ...]]], random: object
) -> None:
    mentions = [PersonMention(name, start, titles) for start, (name, titles) in enumerate(names)]
    clusters = cluster_people(mentions)
    assert sorted(m.start for c in clusters for m in c.mentions) == list(range(len(mentions)))
    shuffled = list(mentions)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert cluster_people(shuffled) == clusters
