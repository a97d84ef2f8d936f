"""Laws of events: ids, and undo."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from making import mark, review

from dlquiz.event import Event, Kind, net_of_undo, new_id, undone

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@st.composite
def logs(draw: st.DrawFn) -> list[Event]:
    """Reviews and undos, an undo of anything before it."""
    events: list[Event] = []
    for number in range(draw(st.integers(1, 12))):
        if events and draw(st.booleans()):
            events.append(mark(Kind.UNDO, target=draw(st.sampled_from(events)).id))
        else:
            events.append(review(f"q{number}"))
    return events


def stands(event: Event, events: list[Event]) -> bool:
    """The slow and obvious oracle: no undo that stands takes it back."""
    return not any(undo.kind is Kind.UNDO and undo.target == event.id and stands(undo, events) for undo in events)


@given(logs())
def test_an_event_stands_unless_a_standing_undo_takes_it_back(events: list[Event]) -> None:
    """Undo, undo of an undo, and two undos of one event come out as the definition says."""
    expected = [event for event in events if event.kind is not Kind.UNDO and stands(event, events)]

    assert net_of_undo(events) == expected
    assert undone(events) == {event.target for event in events if event.kind is Kind.UNDO and stands(event, events)}


@given(logs())
def test_undoing_the_last_event_gives_the_log_before_it(events: list[Event]) -> None:
    """One more undo is as if what it takes back had never been written."""
    undo = mark(Kind.UNDO, target=events[-1].id)

    assert net_of_undo([*events, undo]) == net_of_undo(events[:-1])


def test_ids_differ_and_sort_by_time() -> None:
    """Two ids of one moment differ; of two moments, the earlier one's comes first."""
    ids = [new_id(NOON) for _ in range(100)]

    assert len(set(ids)) == 100
    assert max(ids) < new_id(NOON + timedelta(milliseconds=1))
