"""The hinge loss is continuous and convex in the margin; its one kink is at margin 1, from slope −1 to 0.

max(0, 1 − margin) is the larger of two straight lines: such a maximum stays below its chords, and bends only
where the lines cross, at margin 1.  The 0-1 loss jumps and rises above its chords; the logistic loss bends
everywhere, a little.
"""

import sys

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, close

CASE = {"loss": "hinge"}
CONTROLS = {"0-1": {"loss": "0-1"}, "logistic": {"loss": "logistic"}}

LOSSES = {
    "hinge": lambda v: (1 - v).clamp(min=0),
    "0-1": lambda v: (v <= 0).double(),
    "logistic": lambda v: torch.log1p(torch.exp(-v)),
}


def measure(loss: str, seed: int, gap: float = 0.0001, samples: int = 10_000) -> dict[str, float | Series]:
    """Height above a chord, change over `gap`, slopes on both sides of margin 1, bend elsewhere."""
    curve = LOSSES[loss]
    rng = lab.generator(seed)
    a, b = 6 * torch.rand(2, samples, generator=rng, dtype=torch.float64) - 3
    share = torch.rand(samples, generator=rng, dtype=torch.float64)
    above = curve(share * a + (1 - share) * b) - (share * curve(a) + (1 - share) * curve(b))

    zero, one = torch.tensor([[0.0], [1.0]], dtype=torch.float64)
    elsewhere = torch.cat([zero, a[(a - 1).abs() > gap]])
    right = (curve(elsewhere + gap) - curve(elsewhere)) / gap
    left = (curve(elsewhere) - curve(elsewhere - gap)) / gap
    grid = torch.linspace(-3, 3, 61, dtype=torch.float64)
    return {
        "gap": gap,
        "height above a chord": float(above.max()),
        "largest jump": float((gap * right).abs().max()),
        "slope left of margin 1": float(curve(one) - curve(one - gap)) / gap,
        "slope right of margin 1": float(curve(one + gap) - curve(one)) / gap,
        "largest bend elsewhere": float((right - left).abs().max()),
        "loss": Series(curve(grid).tolist(), axis="margin", x=grid.tolist()),
    }


def judge(found: Found) -> list[Check]:
    gap = found["gap"]
    rounding = 64 * sys.float_info.epsilon  # derived: machine epsilon times 16 operations on losses up to 4
    return [
        at_most("height above a chord", found["height above a chord"], rounding),
        at_most("largest jump", found["largest jump"], gap + rounding),  # derived: no slope is beyond −1
        close("slope left of margin 1", found["slope left of margin 1"], -1, abs=rounding / gap),
        close("slope right of margin 1", found["slope right of margin 1"], 0, abs=rounding / gap),
        at_most("largest bend elsewhere", found["largest bend elsewhere"], rounding / gap),
    ]
