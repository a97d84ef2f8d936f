"""A question's screen on a terminal, from the session's state to Rich renderables."""

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from dlquiz.event import Rating
from dlquiz.evidence import CheckSummary
from dlquiz.number import show_number
from dlquiz.proofs import Proof
from dlquiz.question import Form
from dlquiz.render import words
from dlquiz.render.answer import say_it
from dlquiz.render.layout import NARROW, block, room
from dlquiz.render.view import View
from dlquiz.session import LETTERS, Answer, Asked, Option, Phase, State, proposed, ratings_offered

_CHECKS = 4
_DOTS = 12
_VERDICT_STYLE = {"supported": "holds"}


def screen(state: State, view: View, width: int) -> RenderableType:
    """The whole screen for `state`: question, verdict, evidence, keys."""
    asked = state.asked
    if asked is None:
        return Text("")
    parts: list[RenderableType] = [_header(state, asked, width), Text("")]
    parts.append(Padding(Text(asked.text, "strong"), (0, 1)))
    if state.phase is Phase.ASKING:
        parts += _asking(state, asked)
    elif state.phase is Phase.MEASURING:
        parts.append(_inset(Text(f"> {state.answer.text if state.answer else ''}")))
        parts.append(_inset(Text(view.measuring or "measuring …", "quiet")))
    elif state.phase is Phase.TICKING:
        parts += _ticking(state, asked, width)
    else:
        parts += _revealed(state, asked, view, width)
    if view.panel:
        parts += [Text(""), Rule(view.panel_title, style="quiet", align="left"), _panel(view)]
    if state.message:
        parts += [Text(""), Padding(Text(state.message, "depends"), (0, 1))]
    footer = _footer(state, view, width)
    if footer is not None:
        parts += [Text(""), footer]
    return Group(*parts)


def _header(state: State, asked: Asked, width: int) -> RenderableType:
    number, total = state.position
    question = asked.question
    left = Text.assemble(" ", (question.topic, "topic"), (f" · {words.level_word(question)}", "quiet"))
    right = Text(f"{number}/{total} ", "quiet")
    for done in state.done[-_DOTS if width >= NARROW else -4 :]:
        right.append("○" if done.rating is Rating.AGAIN else "●", "fails" if done.rating is Rating.AGAIN else "holds")
    grid = Table.grid(expand=True)
    grid.add_column()
    grid.add_column(justify="right", no_wrap=True)
    grid.add_row(left, right)
    return grid


# --- before the reveal ------------------------------------------------------------------------------


def _asking(state: State, asked: Asked) -> Iterator[RenderableType]:
    yield Padding(Text(_how(asked), "quiet"), (0, 1))
    yield Text("")
    if asked.form is not Form.RECALL:
        yield from (_option_line(state, place, option) for place, option in enumerate(asked.options))
    for line in state.typed:
        yield _inset(Text(line))
    if state.hint:
        yield Text("")
        yield _inset(Text.assemble(("hint  ", "quiet"), asked.question.hint))


def _how(asked: Asked) -> str:
    predict = asked.question.predict
    if asked.form is Form.PREDICT and predict is not None:
        unit = f" · in {predict.unit}" if predict.unit else ""
        return f"{words.HOW_TO_ANSWER[Form.PREDICT]} ({words.tolerance(predict.within)}){unit}"
    return words.HOW_TO_ANSWER[asked.form]


def _option_line(state: State, place: int, option: Option) -> RenderableType:
    mark = "▸" if state.cursor == place else "✓" if place in state.toggled else " "
    style = "strong" if place in state.toggled or state.cursor == place else ""
    return _hanging(f" {mark} {LETTERS[place]}", Text(option.text, style))


def _ticking(state: State, asked: Asked, width: int) -> Iterator[RenderableType]:
    if state.typed:
        yield Text("")
        yield from block("you said", Text("\n".join(state.typed)), width)
    yield Text("")
    yield from say_it(asked.question, width)
    yield Text("")
    yield Padding(Text("Which of these did you say?", "strong"), (0, 1))
    for place, option in enumerate(asked.options):
        tick = "✓" if place in state.toggled else "·"
        pointer = "▸" if state.cursor == place else " "
        yield _hanging(
            f" {pointer} {LETTERS[place]} {tick}", Text(option.text, "holds" if place in state.toggled else "")
        )


# --- after it ---------------------------------------------------------------------------------------


def _revealed(state: State, asked: Asked, view: View, width: int) -> Iterator[RenderableType]:
    yield Text("")
    yield from _judged(state, asked, width)
    if asked.form is not Form.RECALL:
        yield Text("")
        yield from say_it(asked.question, width)
    if asked.form is Form.MYTH and asked.question.myth is not None:
        yield Text("")
        yield from block("tell them", Text(asked.question.myth.tell), width)
    if view.revised:
        yield Text("")
        yield from block("revised", Text(view.revised, "depends"), width)
    for label, proofs in (("evidence", view.proofs), ("just now", view.live)):
        if proofs:
            yield Text("")
            yield from block(label, Group(*proof_lines(proofs, width)), width)


def _judged(state: State, asked: Asked, width: int) -> Iterator[RenderableType]:
    answer = state.answer
    if answer is None:
        return
    if answer.gave_up:
        yield Padding(Text("don't know", "depends"), (0, 3))
    if asked.form in {Form.RECOGNISE, Form.SELECT, Form.MYTH}:
        yield from _judged_options(asked, answer.picked)
    elif asked.form is Form.ORDER:
        if not answer.gave_up:
            yield _hanging(f"   {_mark(answer)}", Text(answer.text.lower()))
        yield from (_hanging(f"     {line[0]}", Text(line[3:])) for line in words.is_right_order(asked))
    elif asked.form is Form.PREDICT:
        yield from _judged_number(state, asked)
    else:
        yield from _judged_recall(state, asked, width)


def _judged_options(asked: Asked, picked: frozenset[int]) -> Iterator[RenderableType]:
    for place, option in enumerate(asked.options):
        if place in picked and not option.right:
            yield _hanging(f"   {LETTERS[place]}  ✗", _with_reason(option), style="fails")
            yield Text("")
    for place, option in enumerate(asked.options):
        if option.right:
            left_out = asked.form is Form.SELECT and picked and place not in picked
            missed = "   (you left it out)" if left_out else ""
            yield _hanging(f"   {LETTERS[place]}  ✓", Text.assemble(option.text, (missed, "quiet")), style="holds")


def _with_reason(option: Option) -> Text:
    return Text.assemble(option.text, ("\n" + option.because if option.because else "", "quiet"))


def _judged_number(state: State, asked: Asked) -> Iterator[RenderableType]:
    answer, predict = state.answer, asked.question.predict
    if answer is None or predict is None:
        return
    if answer.number is not None:
        line = Text.assemble(("yours     ", "quiet"), (words.exact(answer.number), "strong"))
        if answer.median is not None:
            style = "holds" if answer.right else "fails"
            line.append(f"   {_mark(answer)} {words.distance(answer, predict)}", style)
        yield _inset(line)
    if answer.median is not None:
        unit = f" {predict.unit}" if predict.unit else ""
        yield _inset(Text.assemble(("measured  ", "quiet"), (words.measured_range(answer) + unit, "strong")))
        yield _inset(Text(words.because(asked, answer)))
    elif answer.error:
        yield _inset(Text(f"could not be measured: {answer.error}", "depends"))
        yield _inset(Text(words.because(asked, answer)))
    else:
        yield _inset(Text(words.because(asked, answer)))


def _judged_recall(state: State, asked: Asked, width: int) -> Iterator[RenderableType]:
    if state.answer is not None and state.answer.gave_up:
        yield Text("")
        yield from say_it(asked.question, width)
        yield Text("")
    for place, option in enumerate(asked.options):
        ticked = place in state.toggled
        yield _hanging(f"   {'✓' if ticked else '·'}", Text(option.text), style="holds" if ticked else "quiet")


def _mark(answer: Answer) -> str:
    return "✓" if answer.right else "✗"


# --- evidence ---------------------------------------------------------------------------------------


def proof_lines(proofs: Iterable[Proof], width: int) -> Iterator[RenderableType]:
    """Each claim with its verdict and its telling numbers, on a terminal `width` columns wide."""
    for number, proof in enumerate(proofs):
        if number:
            yield Text("")
        yield Text(proof.claim.says)
        if not proof.verdict:
            yield Text(proof.error, "quiet")
            continue
        style = _VERDICT_STYLE.get(proof.verdict, "fails")
        yield Text.assemble(
            (proof.verdict, style), (f" {proof.supported}/{proof.seeds} seeds · {proof.origin}", "quiet")
        )
        if proof.error:
            yield Text(proof.error, "fails")
        for check in _telling(proof.checks):
            yield from _check_lines(check, room(width))


def _telling(checks: Iterable[CheckSummary]) -> list[CheckSummary]:
    listed = list(checks)
    return ([check for check in listed if not check.guard] or listed)[:_CHECKS]


def _check_lines(check: CheckSummary, width: int) -> Iterator[Text]:
    """The case and, beside it where there is room, else below it, the controls."""
    line = Text.assemble(check.name, "  ", (show_number(check.case.median), "strong"))
    line.append(f"  (wanted {check.wanted})", "quiet")
    told = " · ".join(f"{name} {show_number(control.median)}" for name, control in check.controls.items())
    if line.cell_len + 2 + len(told) <= width:
        yield line.append(f"  {told}", "quiet")
    else:
        yield line
        yield Text(f"  {told}", "quiet")


# --- the last lines ---------------------------------------------------------------------------------


def _footer(state: State, view: View, width: int) -> RenderableType | None:
    if state.phase is Phase.ASKING:
        return Padding(Text(words.keys_before(state), "quiet"), (0, 1))
    if state.phase is Phase.TICKING:
        return Padding(Text("letters tick · Enter done · 0 none of it · q quit · ? help", "quiet"), (0, 1))
    if state.phase is Phase.NOTING:
        return Padding(Text("What is wrong with it? An empty line flags nothing.", "quiet"), (0, 1))
    if state.phase is not Phase.REVEALED:
        return None
    rest = Text("r run it · s source · i info · f flag · u undo · ? help", "quiet")
    choice = _choice(state, view)
    if width < NARROW:
        return Padding(Group(choice, rest), (0, 1))
    grid = Table.grid(expand=True, padding=(0, 1))
    grid.add_column()
    grid.add_column(justify="right")
    grid.add_row(choice, rest)
    return Padding(grid, (0, 1)) if width >= 100 else Padding(Group(choice, rest), (0, 1))


def _choice(state: State, view: View) -> Text:
    offered, default = ratings_offered(state), proposed(state)
    if len(offered) == 1:
        return Text.assemble(("Enter ", "strong"), "again, in 10 min")
    line = Text()
    for rating in offered:
        days = view.intervals.get(rating)
        word = f"{rating.value} {words.RATING_WORDS[rating]}" + ("" if days is None else f" {words.interval(days)}")
        line.append(word.replace(" ", "\N{NO-BREAK SPACE}"), "strong" if rating is default else "")
        line.append("   ")
    if default is not None:
        line.append(f"Enter\N{NO-BREAK SPACE}={chr(0xA0)}{default.value}", "quiet")
    return line


# --- layout -----------------------------------------------------------------------------------------


def _hanging(lead: str, text: Text, style: str = "") -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, style=style)
    grid.add_column()
    grid.add_row(Text(lead), text)
    return grid


def _inset(text: Text) -> RenderableType:
    return Padding(text, (0, 1, 0, 3))


def _panel(view: View) -> RenderableType:
    if view.panel_title.endswith(".py"):
        return Syntax(view.panel, "python", theme="ansi_dark", background_color="default", word_wrap=True)
    return Padding(Text(view.panel), (0, 1))
