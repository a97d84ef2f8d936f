"""What a session came to: right, wrong and slow answers, and what to look at once more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dlquiz.event import Rating
from dlquiz.question import Claim, Question
from dlquiz.session.state import Done

_SLOW_SECONDS = 30.0
_SLOW_FACTOR = 2.0
_CLAIMS = 3


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of a session's answers, and the slow ones: twice the median, and half a minute at least."""

    answered: int
    right: int
    wrong: tuple[str, ...]
    slow: tuple[Done, ...]
    seconds: float
    look_again: tuple[Claim, ...]


def summarise(done: Sequence[Done], look_up: Callable[[str], Question]) -> Summary:
    """The summary of the answers `done`; an answer counts as right when it was rated better than Again."""
    wrong = tuple(dict.fromkeys(one.question for one in done if one.rating is Rating.AGAIN))
    slow = _slow(done)
    right = sum(one.rating is not Rating.AGAIN for one in done)
    seconds = sum(one.seconds for one in done)
    return Summary(len(done), right, wrong, slow, seconds, _look_again(wrong, slow, done, look_up))


def _slow(done: Sequence[Done]) -> tuple[Done, ...]:
    from statistics import median  # noqa: PLC0415 -- not needed to ask

    if not done:
        return ()
    usual = median(one.seconds for one in done)
    return tuple(one for one in done if one.seconds >= max(_SLOW_SECONDS, _SLOW_FACTOR * usual))


def _look_again(
    wrong: Sequence[str], slow: Sequence[Done], done: Sequence[Done], look_up: Callable[[str], Question]
) -> tuple[Claim, ...]:
    """Three claims at most: of what was answered wrong, then hard, then slowly, without repeats."""
    hard = [one.question for one in done if one.rating is Rating.HARD]
    questions = dict.fromkeys([*wrong, *hard, *(one.question for one in slow)])
    claims = {claim.id: claim for question in questions for claim in look_up(question).claims[:1]}
    return tuple(claims.values())[:_CLAIMS]
