"""A question in plain lines: for a pipe, a dumb terminal, a screen reader.

Each function gives the lines that are new since the last one; nothing is ever drawn again.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dlquiz.number import show_number
from dlquiz.practice import Outcome, Today
from dlquiz.question import Form, Question
from dlquiz.render import words
from dlquiz.render.view import View
from dlquiz.session import LETTERS, Answer, Asked, Phase, State, proposed, ratings_offered

if TYPE_CHECKING:
    from dlquiz.evidence import CheckSummary
    from dlquiz.proofs import Proof

_CHECKS = 4


def asked_lines(state: State) -> Iterator[str]:
    """The question and its options."""
    asked = state.asked
    if asked is None:
        return
    number, total = state.position
    yield f"Question {number} of {total}. Topic: {asked.question.topic}. Level: {words.level_word(asked.question)}."
    yield asked.text
    if asked.form is Form.SELECT:
        yield "More than one may be right."
    if asked.form is Form.PREDICT and asked.question.predict is not None:
        predict = asked.question.predict
        unit = f" Unit: {predict.unit}." if predict.unit else ""
        yield f"Predict the number, then it is measured. Graded: {words.tolerance(predict.within)}.{unit}"
    if asked.form is Form.ORDER:
        yield "Put these steps in order."
    if asked.form is not Form.RECALL:
        for place, option in enumerate(asked.options):
            yield f"{LETTERS[place]}. {option.text}"


def ticking_lines(state: State) -> Iterator[str]:
    """The answer to compare with, and the points to tick."""
    asked = state.asked
    if asked is None:
        return
    yield from answer_lines(asked.question)
    yield "Which of these did you say?"
    for place, option in enumerate(asked.options):
        yield f"{LETTERS[place]}. {option.text}"


def revealed_lines(state: State, view: View) -> Iterator[str]:
    """Right or wrong and why, the answer to say aloud, the evidence."""
    asked, answer = state.asked, state.answer
    if asked is None or answer is None:
        return
    if answer.gave_up:
        yield "Don't know."
    elif answer.right is not None:
        yield "Right." if answer.right else "Wrong."
    yield from _judged(state, asked)
    if asked.form is not Form.RECALL or answer.gave_up:
        yield from answer_lines(asked.question)
    if asked.form is Form.MYTH and asked.question.myth is not None:
        yield f"To an interviewer who {words.who_is_told(asked.question.myth)}: {asked.question.myth.tell}"
    if view.revised:
        yield "Revised: " + view.revised
    for proof in view.proofs:
        yield from proof_lines(proof)


def _judged(state: State, asked: Asked) -> Iterator[str]:
    answer = state.answer
    if answer is None:
        return
    if asked.form in {Form.RECOGNISE, Form.SELECT, Form.MYTH}:
        yield from _judged_options(asked, answer)
    elif asked.form is Form.ORDER:
        yield "The order:"
        yield from (f"{number}. {line[3:]}" for number, line in enumerate(words.is_right_order(asked), 1))
    elif asked.form is Form.PREDICT:
        yield from _judged_number(asked, answer)
    elif not answer.gave_up:
        yield f"You said {len(state.toggled)} of {len(asked.options)} points."


def _judged_options(asked: Asked, answer: Answer) -> Iterator[str]:
    for place in sorted(answer.picked):
        option = asked.options[place]
        if not option.right:
            yield f"Not {LETTERS[place]}. {option.text}" + (f" {option.because}" if option.because else "")
    for place, option in enumerate(asked.options):
        if option.right:
            yield f"Right: {LETTERS[place]}. {option.text}"


def _judged_number(asked: Asked, answer: Answer) -> Iterator[str]:
    predict = asked.question.predict
    if predict is None:
        return
    if answer.median is not None:
        unit = f" {predict.unit}" if predict.unit else ""
        yield f"Measured: {words.measured_range(answer)}{unit}."
    if answer.number is not None:
        off = words.distance(answer, predict)
        yield f"Yours: {words.exact(answer.number)}" + (f", {off}." if off else ".")
    if answer.error:
        yield f"It could not be measured: {answer.error}"
    yield words.because(asked, answer)


def proof_lines(proof: "Proof") -> Iterator[str]:
    """One claim and its evidence."""
    yield "Claim: " + proof.claim.says
    if not proof.verdict:
        yield "Evidence: " + proof.error
        return
    yield f"Evidence: {proof.verdict} in {proof.supported} of {proof.seeds} seeds, {proof.origin}."
    if proof.error:
        yield proof.error
    told = [check for check in proof.checks if not check.guard] or list(proof.checks)
    yield from (_check_line(check) for check in told[:_CHECKS])


def _check_line(check: "CheckSummary") -> str:
    controls = "".join(f"; {name}: {show_number(spread.median)}" for name, spread in check.controls.items())
    return f"  {check.name}: {show_number(check.case.median)}, wanted {check.wanted}{controls}."


def prompt(state: State, view: View) -> str:
    """What to type now, as a question that ends in a colon."""
    asked = state.asked
    if state.phase is Phase.NOTING:
        return "What is wrong with it (an empty line flags nothing): "
    if state.phase is Phase.OVER:
        return "Press Enter to end, or u to undo: "
    if asked is None:
        return ""
    last = LETTERS[max(0, len(asked.options) - 1)]
    if state.phase is Phase.TICKING:
        return f"Letters of the points you said (A to {last}), or Enter for none: "
    if state.phase is Phase.REVEALED:
        return _rating_prompt(state, view)
    return {
        Form.RECOGNISE: f"Your answer (A to {last}, 0 for don't know, h for a hint): ",
        Form.SELECT: "Your answer (all that apply, such as AC; 0 for don't know, h for a hint): ",
        Form.MYTH: "Your answer (A, B or C, 0 for don't know, h for a hint): ",
        Form.RECALL: "Say it, or type it; an empty line reveals (:0 for don't know, :h for a hint): ",
        Form.ORDER: "The letters in order (:0 for don't know, :h for a hint): ",
        Form.PREDICT: "Your number (:0 for don't know, :h for a hint): ",
    }[asked.form]


def _rating_prompt(state: State, view: View) -> str:
    offered, default = ratings_offered(state), proposed(state)
    if len(offered) == 1:
        return "Again in 10 minutes. Press Enter to go on: "
    parts = []
    for rating in offered:
        days = view.intervals.get(rating)
        later = "" if days is None else f" ({words.spoken_interval(days)})"
        parts.append(f"{rating.value} {words.RATING_WORDS[rating]}{later}")
    enter = "" if default is None else f"; Enter for {default.value}"
    return f"Rate it: {', '.join(parts)}{enter}: "


def answer_lines(question: Question) -> Iterator[str]:
    """The answer to say aloud; where things are compared, a line for each."""
    yield "Answer: " + " ".join(question.answer.split())
    if question.table is not None:
        heads = question.table.columns[1:]
        for name, *cells in question.table.rows:
            yield f"{name}. " + "; ".join(f"{head}: {cell}" for head, cell in zip(heads, cells, strict=False)) + "."


def outcome_lines(outcome: Outcome) -> Iterator[str]:
    """What a session came to."""
    summary = outcome.summary
    yield words.session_line(summary)
    if summary.wrong:
        yield "To come back to: " + ", ".join(summary.wrong) + "."
    if summary.slow:
        yield "Slow: " + ", ".join(f"{one.question} ({one.seconds:.0f} s)" for one in summary.slow) + "."
    if summary.look_again:
        yield "Worth another look:"
        yield from (f"  {claim.says}" for claim in summary.look_again)
    yield words.tomorrow(outcome.due_tomorrow)


def home_lines(today: Today) -> Iterator[str]:
    """What is due, what is new, what is weak."""
    counts = today.counts
    yield f"dlquiz. {today.day:%A %d %B}."
    yield f"{counts.due} due today. {counts.new} never asked. {words.bank_line(counts.total, today.topics)}"
    if today.retention is not None:
        yield f"Retention over 30 days: {today.retention:.0%}."
    if today.weakest:
        yield "Weakest topics: " + ", ".join(f"{topic} {share:.0%}" for topic, share in today.weakest) + "."
    yield from words.home_notes(today)
    yield f"Start with: {words.what_starts(today)[1]}."
