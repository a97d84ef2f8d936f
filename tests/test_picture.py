"""Pictures of measured curves, in the terminal and as files."""

import io
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from dlquiz import picture
from dlquiz.cli import run as dlquiz
from dlquiz.demo import load_module, read_demo, run_seed
from dlquiz.errors import MissingError, UsageError
from dlquiz.evidence import Evidence, Series
from dlquiz.picture import draw, save
from dlquiz.record import curve_of, record_of
from dlquiz.render.console import THEME
from dlquiz.render.demo import Shown, demo_lines, demo_screen

DEMOS = Path(__file__).parent / "demos_for_tests" / "demos"
NUMBERS = st.floats()
SCALES = st.sampled_from(["linear", "log"])


def rows(lines):
    """The lines of a picture as strings."""
    return ["".join(text for text, _ in line) for line in lines]


def ramp(values, scale="log", axis="layer"):
    """A curve without a band."""
    return curve_of([Series(tuple(values), axis, scale)])


SEEDS = st.lists(st.lists(NUMBERS, max_size=8), min_size=1, max_size=3)


@given(
    st.dictionaries(st.text(max_size=30), SEEDS, min_size=1, max_size=4),
    SCALES,
    SCALES,
    st.integers(20, 130),
    st.booleans(),
)
def test_anything_can_be_drawn(arms, scale, x_scale, width, ascii_only):
    """Any numbers at all, any names and any width give a picture that fits, or none; in ASCII where it is asked for."""
    curves = {
        arm: curve_of([Series(tuple(y), "step", scale, x_scale=x_scale) for y in seeds]) for arm, seeds in arms.items()
    }
    height = 8
    drawn = rows(draw(curves, width, height=height, ascii_only=ascii_only))
    assert not drawn or len(drawn) > height
    assert all(len(row) <= width for row in drawn[:height])
    if ascii_only:
        assert all(row.isascii() for row in drawn[:height] if all(arm.isascii() for arm in arms))


def test_both_arms_are_drawn_and_named():
    """The case and its control stand in one picture, each with its name in its line, between labelled axes."""
    falling, level = [10.0**-place for place in range(13)], [1.0] * 13
    drawn = rows(draw({"case": ramp(falling), "He": ramp(level)}, 70))
    assert any(" case " in row for row in drawn)
    assert any(" He " in row for row in drawn[:2])
    ticks = [row.partition(" ┤")[0].strip() for row in drawn[:10]]
    assert (ticks[0], ticks[-1]) == ("10⁰", "10⁻¹²")
    assert "10⁻⁶" in ticks
    assert drawn[10].split()[:2] == ["layer", "1"]
    assert drawn[10].endswith(" 13")


def test_the_band_shows_the_range():
    """Where seeds differ, the rows between the lowest and the highest are dotted; where they agree, none is."""
    narrow = draw({"case": ramp([5.0] * 9 + [0.0, 10.0], "linear")}, 60)
    wide = draw({"case": curve_of([Series((low,) * 9, "layer") for low in (0.0, 5.0, 10.0)])}, 60)
    assert not any(style == "band" for line in narrow for _, style in line)
    assert all(any(style == "band" for _, style in line) for line in wide[:4] + wide[6:10])


def test_long_names_stand_under_a_narrow_picture():
    """Where names would not fit into the lines, numbers do, and the names follow."""
    names = {"case": ramp([1.0, 2.0]), "a control with a long name": ramp([3.0, 4.0])}
    assert rows(draw(names, 40))[-2:] == [" 1 case", " 2 a control with a long name"]


def test_nothing_to_draw_is_no_picture():
    """A curve without a point that can be shown gives no line."""
    assert draw({"case": ramp([0.0, -1.0, float("nan")])}, 80) == []


def shown(name="plain/doubling_doubles", turned=None):
    """A run of a demo of the tests, as it is shown."""
    demo = read_demo(DEMOS / f"{name}.py", name)
    module = load_module(demo)
    evidence = Evidence(tuple(run_seed(module, demo, seed, turned or {}) for seed in range(3)))
    return Shown(demo, record_of(demo, evidence, "2.13.0"), turned or {}, "cpu")


def screen(what, width, encoding="utf-8"):
    """What a terminal of that width shows."""
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="replace")
    Console(file=out, width=width, theme=THEME, markup=False, highlight=False).print(demo_screen(what))
    out.seek(0)
    return out.read()


@pytest.mark.parametrize("width", [100, 80, 40])
def test_a_screen_folds_and_loses_nothing(width):
    """At any width the same facts are there, no line is wider than the terminal, and the verdict stands after them."""
    text = screen(shown(turned={"start": 4}), width)
    flat = " ".join(text.split())
    assert max(len(line) for line in text.splitlines()) <= width
    for fact in (
        "three times",
        "once",
        "(guard)",
        "1 ± 1e-7 %",
        "1.5 ✗",
        "0.5 ✗",
        "1 ✓",
        "start=4 (turned)",
        "3/3 seeds",
        "--set",
    ):
        assert fact in flat
    assert flat.index("1.5 ✗") < flat.index("growth") < flat.index("SUPPORTED")


def test_a_screen_in_another_locale_has_an_ascii_picture():
    """Where the terminal cannot show braille, the curves are drawn with ASCII characters."""
    text = screen(shown(), 80, "ascii")
    assert "⠉" not in text
    assert "*" in text
    assert "1e1 |" in text or "1e0 |" in text


def test_plain_lines_say_the_same():
    """Without a terminal each check is a sentence, and the last line is the verdict."""
    lines = list(demo_lines(shown()))
    assert lines[0] == "Claim: Twice a number is the number added to itself."
    assert "Check: product / double. Wanted: 1 ± 1e-7 %." in lines
    assert "  control: three times: 1.5, fails." in lines
    assert lines[-1].startswith("Verdict: supported. 3/3 seeds · start=1 steps=5 · torch 2.13.0 cpu · ")


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_saving_writes_a_picture(tmp_path, kind):
    """A picture is saved in the kind that its name says, whatever characters its words hold."""
    pytest.importorskip("matplotlib")
    path = tmp_path / f"curve.{kind}"
    save({"loss $x": {"case": ramp([1, 2]), "$y": ramp([2, 0.5])}}, "A claim with $ and 50 %.", path)
    start = path.read_bytes()[:8]
    assert start == b"\x89PNG\r\n\x1a\n" if kind == "png" else b"<?xml" in start


def test_saving_says_what_it_cannot_do(tmp_path, monkeypatch):
    """Another kind of file, no curve, no folder and no matplotlib are errors for people."""
    curves = {"loss": {"case": ramp([1, 2])}}
    for found, path in ((curves, tmp_path / "a.pdf"), ({}, tmp_path / "a.svg"), (curves, tmp_path / "no" / "a.svg")):
        with pytest.raises(UsageError):
            save(found, "A claim.", path)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(MissingError) as caught:
        save(curves, "A claim.", tmp_path / "a.svg")
    assert caught.value.try_ == 'pip install "dlquiz[plots]"'


def test_the_verb_saves(tmp_path, monkeypatch, capfd):
    """`demo --save` leaves the picture beside the verdict."""
    pytest.importorskip("matplotlib")
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "questions").mkdir()
    (tmp_path / "pack" / "demos").symlink_to(DEMOS)
    monkeypatch.setenv("DLQUIZ_BANK", str(tmp_path / "pack"))
    assert dlquiz(["demo", "plain/doubling_doubles", "--seeds", "1", "--save", str(tmp_path / "a.svg")]) == 0
    assert "Verdict: supported" in capfd.readouterr().out
    assert (tmp_path / "a.svg").stat().st_size > 1000


def test_no_plotting_library_is_imported_before_a_picture_is_drawn():
    """Importing the room imports no plotting library."""
    import subprocess  # noqa: PLC0415 -- used here alone

    code = "import sys, dlquiz.picture; print([m for m in ('plotille', 'matplotlib', 'rich') if m in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"
    assert picture.draw
