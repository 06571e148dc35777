from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council_minutes.batch.attempts import MOST_IDLE_DEATHS, ShardAttempts
from council_minutes.errors import OutputError


def test_the_first_attempt_is_plain():
    attempt = ShardAttempts(1).next()
    assert (attempt.probe, attempt.alone, dict(attempt.quarantined)) == ((), frozenset(), {})


def test_documents_of_a_batch_that_killed_are_probed_and_the_culprit_is_quarantined():
    history = ShardAttempts(1)
    history.died([4, 5, 6], "was ended by SIGSEGV")
    assert history.next().probe == (4, 5, 6)
    history.passed(4)
    history.died([5], "was ended by SIGSEGV")
    attempt = history.next()
    assert attempt.probe == (6,)
    assert list(attempt.quarantined) == [5]
    assert "SIGSEGV" in attempt.quarantined[5]
    history.passed(6)
    assert history.next().probe == ()
    assert history.next().alone == frozenset()


def test_a_batch_whose_documents_all_pass_is_done_as_before_and_split_up_when_it_kills_again():
    history = ShardAttempts(1)
    history.died([0, 1], "was ended by SIGKILL")
    history.passed(0)
    history.passed(1)
    assert history.next().alone == frozenset()
    history.died([0, 1], "was ended by SIGKILL")
    assert history.next().alone == {0, 1}
    assert not history.next().quarantined


def test_a_document_alone_in_its_batch_is_tried_once_more():
    history = ShardAttempts(1)
    history.died([7], "took more than 60 seconds")
    assert history.next().probe == (7,)
    history.died([7], "took more than 60 seconds")
    assert list(history.next().quarantined) == [7]


def test_deaths_without_a_document_in_hand_end_the_run():
    history = ShardAttempts(12)
    for _ in range(MOST_IDLE_DEATHS - 1):
        history.died([], "was ended by SIGKILL")
    with pytest.raises(OutputError, match="shard 12"):
        history.died([], "was ended by SIGKILL")


@given(deadly=st.sets(st.integers(0, 11)), batch=st.integers(1, 5))
def test_just_the_deadly_documents_are_quarantined_whatever_the_batches(deadly: set[int], batch: int):
    """A worker that dies of every deadly document comes to an end, having lost only those."""
    history = ShardAttempts(1)
    for _ in range(200):
        attempt = history.next()
        killed = _work(attempt.probe, [i for i in range(12) if i not in attempt.quarantined], batch, deadly, history)
        if killed is None:
            break
        history.died(killed, "was ended by SIGSEGV")
    assert killed is None
    assert set(history.next().quarantined) == deadly


def _work(
    probe: tuple[int, ...], documents: list[int], batch: int, deadly: set[int], history: ShardAttempts
) -> list[int] | None:
    for document in probe:
        if document in deadly:
            return [document]
        history.passed(document)
    batches = [documents[at : at + batch] for at in range(0, len(documents), batch)]
    return next((group for group in batches if deadly & set(group)), None)
