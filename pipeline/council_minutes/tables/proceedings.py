"""Decisions, actions, questions and recommendations: what was said and settled at a meeting."""

from __future__ import annotations

from council_minutes.annotations import Mark
from council_minutes.tables.columns import Row
from council_minutes.tables.movers import movers
from council_minutes.tables.places import due_cells, meeting_cells, named_cells, parties_cells, place_cells
from council_minutes.tables.view import DocumentView
from council_minutes.tables.vote_words import Tally
from council_minutes.tables.votes import Ballot, ballots


def decision_rows(view: DocumentView) -> list[Row]:
    recorded = ballots(view)
    rows = []
    for span in view.spans_of("DECISION"):
        ballot = recorded.get(span.id, Ballot(Tally(), None))
        tally, vote = ballot.tally, ballot.vote
        rows.append(
            {
                **meeting_cells(view),
                "text": view.text(span),
                "outcome": tally.outcome,
                "unanimous": tally.unanimous,
                "votes_for": tally.votes_for,
                "votes_against": tally.votes_against,
                "votes_abstained": tally.votes_abstained,
                "vote": view.text(vote) if vote is not None else None,
                **named_cells(view, "mover", movers(view, "PROPOSED_BY", span)),
                **named_cells(view, "seconder", movers(view, "SECONDED_BY", span)),
                **parties_cells(view, "decided_by", "MADE_BY", span),
                **due_cells(view, span),
                **place_cells(view, span),
            }
        )
    return rows


def action_rows(view: DocumentView) -> list[Row]:
    return [
        {
            **meeting_cells(view),
            "text": view.text(span),
            **parties_cells(view, "owner", "OWNED_BY", span),
            **due_cells(view, span),
            "source": view.record.source,
            **place_cells(view, span),
        }
        for span in view.spans_of("ACTION")
    ]


def question_rows(view: DocumentView) -> list[Row]:
    return [_question_row(view, span) for span in view.spans_of("QUESTION", "RECOMMENDATION")]


def _question_row(view: DocumentView, span: Mark) -> Row:
    # A recommendation's mover is named by PROPOSED_BY where it was proposed and seconded.
    made = ("MADE_BY", span.id) in view.tails
    return {
        **meeting_cells(view),
        "kind": span.label.lower(),
        **(
            parties_cells(view, "asker", "MADE_BY", span)
            if made
            else named_cells(view, "asker", movers(view, "PROPOSED_BY", span))
        ),
        "text": view.text(span),
        **place_cells(view, span),
    }
