"""Words and short phrases that every screen shares, with Rich and without."""

from collections.abc import Callable

from dlquiz.event import Rating
from dlquiz.number import show_number
from dlquiz.practice import Today
from dlquiz.question import LEVELS, Form, Myth, MythVerdict, Predict, Question, Tolerance
from dlquiz.schedule import Standing
from dlquiz.session import LETTERS, Answer, Asked, State, Summary
from dlquiz.text import fill

RATING_WORDS = {Rating.AGAIN: "again", Rating.HARD: "hard", Rating.GOOD: "good", Rating.EASY: "easy"}
LEVEL_MARKS = {1: "·", 2: "··", 3: "···"}
HOW_TO_ANSWER = {
    Form.RECOGNISE: "one is right",
    Form.SELECT: "all that apply",
    Form.MYTH: "true, it depends, or a myth?",
    Form.RECALL: "say it aloud or type it, then compare",
    Form.ORDER: "put the steps in order",
    Form.PREDICT: "predict the number: then it is measured",
}
HELP = """\
Before the answer
  A–F pick an option (select: letters toggle, Enter submits); j, k move, Enter picks
  0 don't know    h hint
  Where you type (recall, order, predict), a colon goes in front: :0 :h :- :u
  In recall an empty line reveals; then letters tick what you said
After it
  1 again  2 hard  3 good  4 easy    Enter or Space takes the proposed rating
  r run the experiment now    s its source    i info    f flag with a note
  @ suspend    e edit in $EDITOR
Always
  - not before tomorrow    u undo    q quit (every answer is kept)    ? help"""


def level_word(question: Question) -> str:
    """Screening, on-site or specialist."""
    return LEVELS.get(question.level, str(question.level))


def interval(days: float) -> str:
    """Days until a question returns, short: `10 min`, `8 d`, `2.5 mo`, `1.2 y`."""
    if days <= 0:
        return "10 min"
    if days < 60:
        return f"{days:.0f} d"
    return f"{days / 30.44:.1f} mo" if days < 365 else f"{days / 365.25:.1f} y"


def spoken_interval(days: float) -> str:
    """Days until a question returns, in full: `10 minutes`, `1 day`, `8 days`."""
    if days <= 0:
        return "10 minutes"
    return "1 day" if days == 1 else f"{days:.0f} days"


def tolerance(within: Tolerance) -> str:
    """How near a prediction must come."""
    if within.factor is not None:
        return f"within a factor of {show_number(within.factor)}"
    if within.abs is not None:
        return f"within {show_number(within.abs)}"
    return f"within {show_number(100 * within.rel)} %" if within.rel else "exact"


def exact(value: float) -> str:
    """A measured or predicted number, whole ones in full."""
    return f"{value:,.0f}" if float(value).is_integer() and abs(value) < 1e15 else show_number(value)


def distance(answer: Answer, predict: Predict) -> str:
    """How far a prediction was off, in the measure it is graded by."""
    if answer.number is None or answer.median is None:
        return ""
    off, within = answer.number - answer.median, predict.within
    if off == 0:
        return "exact"
    if within.factor is not None:
        if answer.number * answer.median <= 0:
            return "the other sign" if answer.number else "zero"
        ratio = answer.number / answer.median
        return f"{show_number(max(ratio, 1 / ratio))} times too {'large' if ratio > 1 else 'small'}"
    side = "too high" if off > 0 else "too low"
    if within.abs is None and within.rel and answer.median:
        return f"{show_number(100 * abs(off / answer.median))} % {side}"
    if predict.unit and answer.median.is_integer() and answer.number.is_integer():
        side = "too many" if off > 0 else "too few"
    return f"{exact(abs(off))} {side}"


def measured_range(answer: Answer) -> str:
    """`7,920`, or `0.25 (0.24 to 0.26 over 5 seeds)` where the seeds differ."""
    if answer.median is None:
        return ""
    low, high = min(answer.measurements), max(answer.measurements)
    if exact(low) == exact(high):
        return exact(answer.median)
    return f"{exact(answer.median)} ({exact(low)} to {exact(high)} over {len(answer.measurements)} seeds)"


def is_right_order(asked: Asked) -> list[str]:
    """The steps in their right order, each with its letter."""
    return [f"{letter}  {asked.options[LETTERS.index(letter)].text}" for letter in asked.solution]


def keys_before(state: State) -> str:
    """The keys that mean something before the reveal."""
    asked = state.asked
    if asked is None:
        return ""
    last = LETTERS[max(0, len(asked.options) - 1)]
    return {
        Form.RECOGNISE: f"A–{last} answer · 0 don't know · h hint · - bury · q quit · ? help",
        Form.SELECT: f"A–{last} toggle · Enter submit · 0 don't know · h hint · - bury · q quit · ? help",
        Form.MYTH: "A–C answer · 0 don't know · h hint · - bury · q quit · ? help",
        Form.RECALL: "type, or say it; an empty line reveals · :0 don't know · :h hint · :- bury · :q quit · :? help",
        Form.ORDER: "letters, then Enter · :0 don't know · :h hint · :- bury · :q quit · :? help",
        Form.PREDICT: "a number, then Enter · :0 don't know · :h hint · :- bury · :q quit · :? help",
    }[asked.form]


def because(asked: Asked, answer: Answer) -> str:
    """Why the measured number is what it is, with the values put in."""
    predict = asked.question.predict
    if predict is None:
        return ""
    measured = {} if answer.median is None else {"measured": answer.median}
    return fill(predict.because, {**asked.values, **measured})


def session_line(summary: Summary) -> str:
    """How many answers there were, and how many of them right."""
    if not summary.answered:
        return "No answers this time."
    minutes = summary.seconds / 60
    spent = f"{minutes:.0f} min" if minutes >= 1 else f"{summary.seconds:.0f} s"
    noun = "answer" if summary.answered == 1 else "answers"
    return f"{summary.answered} {noun} in {spent}: {summary.right} right, {summary.answered - summary.right} wrong."


def who_is_told(myth: Myth) -> str:
    """Whom the sentence is for: who believes a myth, or doubts what is true."""
    return "doubts it" if myth.verdict is MythVerdict.TRUE else "believes it"


def interrupted_line(left: int) -> str:
    """What is said when a session ends before its end."""
    noun = "question" if left == 1 else "questions"
    return f"Every answer is kept. dlquiz quiz --resume goes on with the {left} {noun} left."


def tomorrow(due: int) -> str:
    """How many questions are due tomorrow."""
    return f"Due by tomorrow: {due}." if due else "Nothing is due by tomorrow."


def bank_line(questions: int, topics: int) -> str:
    """The size of the bank."""
    return f"{questions} questions in {topics} topics."


def what_starts(today: Today) -> tuple[str, str]:
    """What Enter does on the home screen, and the command that does the same."""
    if today.interrupted:
        left = f"{today.interrupted} question{'s' if today.interrupted != 1 else ''} left"
        return f"Enter goes on with the interrupted session ({left})", "dlquiz quiz --resume"
    if today.to_review:
        return "Enter starts the review", "dlquiz review"
    return "Nothing is due. Enter starts a quiz", "dlquiz quiz"


def home_notes(today: Today) -> list[str]:
    """What home has to say besides: skipped files, predictions that need torch, flags."""
    notes = []
    if today.counts.skipped:
        notes.append(f"{today.counts.skipped} files of the bank could not be read: dlquiz check says why.")
    if today.cannot_measure:
        notes.append(f'{today.cannot_measure} predictions are left out without torch: pip install "dlquiz[demos]"')
    if today.counts.flagged:
        notes.append(f"{today.counts.flagged} flagged: dlquiz list --flagged")
    return notes


def info_text(question: Question, standing: Standing, look_up: Callable[[str], Question]) -> str:
    """What is known of a question besides its answer: its memory, its follow-ups, its sources."""
    memory = standing.memory
    lines = [f"{question.topic} · {level_word(question)} · {', '.join(question.forms)}"]
    if memory is None:
        lines.append("never answered before")
    else:
        lines.append(
            f"answered {memory.reviews} times, forgotten {memory.lapses}; last {memory.last}, due {memory.due}; "
            f"stability {memory.stability:.1f} days, difficulty {memory.difficulty:.1f} of 10"
        )
    lines += [f"claim   {claim.id}  (dlquiz demo {claim.id})" for claim in question.claims]
    lines += [f"next    {follow_up}: {look_up(follow_up).ask}" for follow_up in question.follow_ups]
    for source in (question.sources or {}).values():
        place = f", {source.where}" if source.where else ""
        lines.append(f"source  {source.title}{place}: {source.says} {source.url}")
    return "\n".join(lines)
