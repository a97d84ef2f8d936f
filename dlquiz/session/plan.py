"""Which questions a session asks, in which order and form."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from dlquiz.event import Event, Kind, Rating
from dlquiz.question import Form
from dlquiz.session.state import Turn


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be asked, as the index knows it."""

    question: str
    topic: str
    forms: tuple[Form, ...]
    claims: tuple[str, ...] = ()
    seen: bool = False


def arrange(candidates: Sequence[Candidate]) -> list[Candidate]:
    """`candidates` in nearly their order, with topics interleaved and shared claims kept apart.

    Each place goes to the first candidate left whose topic and claims differ from the one before; where
    there is none, to one without a shared claim; else to the first.
    """
    left = list(candidates)
    placed: list[Candidate] = []
    while left:
        before = placed[-1] if placed else None
        placed.append(left.pop(_next_place(left, before)))
    return placed


def _next_place(left: Sequence[Candidate], before: Candidate | None) -> int:
    if before is None:
        return 0
    apart = [place for place, one in enumerate(left) if not set(one.claims) & set(before.claims)]
    other_topic = [place for place in apart if left[place].topic != before.topic]
    return (other_topic or apart or [0])[0]


def choose_form(
    candidate: Candidate, rng: Random, *, wanted: Form | None = None, can_measure: bool = True
) -> Form | None:
    """The form to ask `candidate` in, or None where it has none that fits.

    What was never seen is recognised before it is recalled.  Without torch nothing can be measured, so
    nothing is predicted.
    """
    forms = [form for form in candidate.forms if can_measure or form is not Form.PREDICT]
    if wanted is not None:
        return wanted if wanted in forms else None
    if not candidate.seen:
        forms = [form for form in forms if form is not Form.RECALL] or forms
    return rng.choice(forms) if forms else None


def remaining(planned: Sequence[Turn], events: Iterable[Event]) -> list[Turn]:
    """What is left of a plan after `events` of its session that still stand.

    An answer rated Again is asked once more; what was buried or suspended is not.
    """
    finished: set[str] = set()
    for event in events:
        if event.kind in {Kind.REVIEW, Kind.CRAM} and event.rating is Rating.AGAIN:
            finished.discard(event.question)
        elif event.kind in {Kind.REVIEW, Kind.CRAM, Kind.BURY, Kind.SUSPEND}:
            finished.add(event.question)
    return [turn for turn in planned if turn.question not in finished]
