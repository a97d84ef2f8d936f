"""Start a question with its demo: two files in the right form, with TODO wherever something has to be said."""

import re
from pathlib import Path

from dlquiz.errors import MissingError, UsageError
from dlquiz.pack import Pack
from dlquiz.schema import KEBAB, MODELINE

_QUESTION = """\
@MODELINE@
ask: TODO what an interviewer would ask, in their words?
level: 1                    # 1 screening, 2 on-site, 3 specialist
tags: [TODO]
answer: |                   # what to say aloud: 30 to 160 words, no sentence over 35
  TODO Start with the point. State the condition when there is one. Define each symbol where it is first used.
hint: TODO helps without telling
points:                     # 3 to 6, each something an interviewer would tick or miss
  - TODO the first point
  - TODO the second point
  - TODO the third point
# At least one form besides recall: right and wrong, myth, steps, predict.  Remove what is not used.
right:
  - TODO the right option, no longer or more precise than the others
wrong:                      # at least three, as tempting as the right one
  - says: TODO a mistake that a real candidate makes
    because: TODO why this option is wrong, with the number that was measured
  - says: TODO a second mistake of that kind
    because: TODO why this option is wrong
  - says: TODO a third mistake of that kind
    because: TODO why this option is wrong
claims:
  @ID@:
    says: TODO state the claim in one sentence, no wider than what is measured.
    demo: @TOPIC@/@STEM@
follow_ups: [another-question]
"""
_DEMO = '''\
"""TODO state the claim in one sentence, no wider than what is measured.

TODO Say in two to four lines why it is so.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, close

CASE = {"exponent": -0.5}
CONTROL = {"exponent": 0.0}  # TODO the same keys, exactly one of them changed

SAMPLES = 10_000
TOLERANCE = 5 * (2 / SAMPLES) ** 0.5  # TODO derived, statistical or separating: say where the bound comes from


def measure(exponent: float, seed: int, width: int = 64) -> dict[str, float]:
    """TODO the quantities that are returned, with their units."""
    rng = lab.generator(seed)
    sums = torch.randn(SAMPLES, width, generator=rng).sum(dim=1) * width**exponent
    return {"variance": float(sums.var())}


def judge(found: Found) -> list[Check]:
    return [close("variance", found["variance"], 1.0, rel=TOLERANCE)]
'''


def scaffold(pack: Pack, topic: str, id: str) -> tuple[Path, Path]:  # noqa: A002 -- the noun's own word
    """Write the question `id` and a demo for its claim into `pack`; returns both files.

    Raises:
        UsageError: a name that cannot be an id, or one that is taken; nothing is overwritten.
        MissingError: the bank is not to be written.
    """
    for noun, name in (("topic", topic), ("id", id)):
        if not re.fullmatch(KEBAB.regex, name):
            raise UsageError(f"the {noun} {name!r} is not {KEBAB.means}", "in: dlquiz new", f"like {KEBAB.example}")
    stem = id.replace("-", "_")
    stem = stem if stem[0].isalpha() else f"claim_{stem}"
    question, demo = pack.questions / topic / f"{id}.yaml", pack.demo_path(f"{topic}/{stem}")
    taken = [path for path in pack.question_paths() if path.stem == id] + [demo] * demo.exists()
    if taken:
        raise UsageError(f"the name {id!r} is taken", f"at {taken[0]}", "choose another: an id is given once, for ever")
    names = {"@MODELINE@": MODELINE, "@ID@": id, "@TOPIC@": topic, "@STEM@": stem}
    _write(question, re.sub("|".join(names), lambda found: names[found[0]], _QUESTION))
    _write(demo, _DEMO)
    return question, demo


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise MissingError(f"cannot be written: {error.strerror}", f"at {path}", "dlquiz new --bank FOLDER") from None
