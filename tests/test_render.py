"""What a person reads: intervals, distances, and what stands beside a claim."""

import pytest
from rich.console import Console, Group

from dlquiz.question import Comparison, Predict, Question, Tolerance
from dlquiz.render.answer import say_it
from dlquiz.render.console import THEME
from dlquiz.render.plain import answer_lines
from dlquiz.render.words import distance, interval, measured_range, spoken_interval, tolerance
from dlquiz.session import Answer


@pytest.mark.parametrize(
    ("days", "short", "spoken"),
    [(0, "10 min", "10 minutes"), (1, "1 d", "1 day"), (46, "46 d", "46 days"), (163, "5.4 mo", "163 days")],
)
def test_intervals_read_as_people_say_them(days: int, short: str, spoken: str) -> None:
    """Again is ten minutes; days stay days for two months, then become months, then years."""
    assert interval(days) == short
    assert spoken_interval(days) == spoken


@pytest.mark.parametrize(
    ("within", "unit", "typed", "said"),
    [
        (Tolerance(rel=0.0), "parameters", 7800.0, "120 too few"),
        (Tolerance(rel=0.0), "", 7922.0, "2 too high"),
        (Tolerance(rel=0.1), "", 3960.0, "50 % too low"),
        (Tolerance(factor=2), "", 79200.0, "10 times too large"),
        (Tolerance(factor=2), "", -1.0, "the other sign"),
        (Tolerance(abs=1), "", 7920.0, "exact"),
    ],
)
def test_a_prediction_is_off_in_the_measure_it_is_graded_by(
    within: Tolerance, unit: str, typed: float, said: str
) -> None:
    """Counts are off by a number, shares by per cent, orders of magnitude by a factor."""
    predict = Predict("How many?", "topic/demo", "n", within, "because", unit=unit)

    assert distance(Answer(number=typed, measurements=(7920.0,), median=7920.0), predict) == said


def test_a_range_is_shown_only_where_seeds_differ() -> None:
    """An exact quantity is one number; a random one has its range over seeds."""
    exact = Answer(measurements=(7920.0, 7920.0), median=7920.0)
    random = Answer(measurements=(0.24, 0.25, 0.26), median=0.25)

    assert measured_range(exact) == "7,920"
    assert measured_range(random) == "0.25 (0.24 to 0.26 over 3 seeds)"


def test_tolerances_are_said_in_words() -> None:
    """Zero is exact, a share is per cent, a factor is a factor."""
    told = [tolerance(one) for one in (Tolerance(rel=0), Tolerance(rel=0.05), Tolerance(abs=0.5), Tolerance(factor=10))]

    assert told == ["exact", "within 5 %", "within 0.5", "within a factor of 10"]


SLOPES = Comparison(("activation", "range", "slope at −5"), (("sigmoid", "(0, 1)", "0.0066"), ("ReLU", "[0, ∞)", "0")))
COMPARED = Question("slopes", "activations", "Compare.", 1, "They differ.", "Slopes.", (), (), SLOPES)


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (80, ["activation range  slope at −5", "sigmoid (0, 1) 0.0066", "ReLU [0, ∞) 0"]),
        (30, ["sigmoid", "range (0, 1)", "slope at −5 0.0066", "ReLU", "range [0, ∞)", "slope at −5 0"]),
    ],
)
def test_a_comparison_stands_side_by_side_where_it_fits(width: int, shown: list[str]) -> None:
    """Every cell is shown with its head, whatever the width: across, or one thing below the other."""
    console = Console(width=width, color_system=None, theme=THEME)
    with console.capture() as capture:
        console.print(Group(*say_it(COMPARED, width)))

    lines = [" ".join(line.split()) for line in capture.get().splitlines()]
    assert [line for line in lines if line][-len(shown) :] == [" ".join(line.split()) for line in shown]


def test_a_comparison_is_read_out_line_by_line() -> None:
    """In plain lines each row names its cells, for an ear that sees no columns."""
    assert list(answer_lines(COMPARED))[1:] == [
        "sigmoid. range: (0, 1); slope at −5: 0.0066.",
        "ReLU. range: [0, ∞); slope at −5: 0.",
    ]
