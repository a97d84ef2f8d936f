"""The logistic loss is convex and smooth in the margin: its slope nowhere changes faster than ¼ per unit.

With margin v the second derivative of log(1 + e^−v) is σ(v)·σ(−v), which lies above 0 and is at most ¼.  The
hinge loss is convex but has a kink, where its slope changes at once; squared error after a sigmoid is smooth
but not convex.
"""

import sys

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most

CASE = {"loss": "logistic"}
CONTROLS = {"hinge": {"loss": "hinge"}, "sigmoid + MSE": {"loss": "squared error"}}

LOSSES = {
    "logistic": lambda v: torch.log1p(torch.exp(-v)),
    "hinge": lambda v: (1 - v).clamp(min=0),
    "squared error": lambda v: (1 - torch.sigmoid(v)).square(),
}


def measure(loss: str, seed: int, gap: float = 0.001, samples: int = 10_000) -> dict[str, float | Series]:
    """Height above a chord, and the largest change of slope per unit of margin, taken over `gap`."""
    curve = LOSSES[loss]
    rng = lab.generator(seed)
    a, b = 8 * torch.rand(2, samples, generator=rng, dtype=torch.float64) - 4
    share = torch.rand(samples, generator=rng, dtype=torch.float64)
    above = curve(share * a + (1 - share) * b) - (share * curve(a) + (1 - share) * curve(b))

    v = torch.cat([a, torch.tensor([0.0, 1.0], dtype=torch.float64)])
    bends = (curve(v + gap) - 2 * curve(v) + curve(v - gap)) / gap**2
    grid = torch.linspace(-4, 4, 81, dtype=torch.float64)
    return {
        "gap": gap,
        "height above a chord": float(above.max()),
        "change of slope": float(bends.abs().max()),
        "loss": Series(curve(grid).tolist(), axis="margin", x=grid.tolist()),
    }


def judge(found: Found) -> list[Check]:
    rounding = 80 * sys.float_info.epsilon  # derived: machine epsilon times 16 operations on losses up to 5
    return [
        at_most("height above a chord", found["height above a chord"], rounding),
        # derived: σ(v)·σ(−v) ≤ ¼, and a second difference is a mean of second derivatives
        at_most("change of slope per unit", found["change of slope"], 0.25 + rounding / found["gap"] ** 2),
    ]
