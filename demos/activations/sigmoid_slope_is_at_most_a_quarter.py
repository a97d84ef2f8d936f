"""The sigmoid's slope σ(z)(1 − σ(z)) lies in (0, ¼], with ¼ at z = 0; the slope of tanh reaches 1.

With q = σ(z), q(1 − q) = ¼ − (q − ½)²: largest where q = ½, that is at z = 0, and positive because q
lies strictly between 0 and 1.  Far out the smaller of q and 1 − q is about e^−|z|, and so is the slope.
"""

import sys

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most, close

CASE = {"activation": "sigmoid"}
CONTROL = {"activation": "tanh"}

ACTIVATION = {"sigmoid": torch.sigmoid, "tanh": torch.tanh}
EPSILON = sys.float_info.epsilon
STEP = 1e-5


def measure(activation: str, seed: int, z: float = 2.0) -> dict[str, float | Series]:
    """Slopes of the activation by autograd, in float64: at drawn points, at 0, and at z (dimensionless)."""
    h = ACTIVATION[activation]
    drawn = 60 * torch.rand(10_000, generator=lab.generator(seed), dtype=torch.float64) - 30
    grid = torch.linspace(-6, 6, 49, dtype=torch.float64)
    points = torch.cat([torch.tensor([0.0, z], dtype=torch.float64), grid, drawn]).requires_grad_()
    (slopes,) = torch.autograd.grad(h(points).sum(), points)
    with torch.no_grad():
        difference = (h(points + STEP) - h(points - STEP)) / (2 * STEP)
        product = h(points) * (1 - h(points))
    size = points.detach().abs()
    return {
        "slope": Series(tuple(slopes[2 : 2 + len(grid)].tolist()), axis="z", x=tuple(grid.tolist())),
        "slope at 0": float(slopes[0]),
        "slope at z": float(slopes[1]),
        "largest slope": float(slopes.max()),
        "smallest slope times e^|z|": float((slopes * size.exp()).min()),
        "distance from h(1 − h)": float((slopes - product).abs().max()),
        "error of a difference quotient": float((slopes - difference).abs().max()),
    }


def judge(found: Found) -> list[Check]:
    """¼ at 0, at most ¼ elsewhere, at least e^−|z|/4 and so never 0, and equal to σ(1 − σ)."""
    return [
        # derived: h²/6 times the largest third derivative (2, for tanh), and rounding, ε/h
        at_most("error of a difference quotient", found["error of a difference quotient"], 1e-10, guard=True),
        # derived: σ(0) = ½ is exact, and rounding is monotone, so not one rounding error is allowed
        close("slope at z = 0", found["slope at 0"], 0.25),
        at_most("largest slope", found["largest slope"], 0.25),
        # derived: σ′(z)·e^|z| = 1/(1 + e^−|z|)², ¼ at 0 and rising; less a few roundings
        at_least("slope · e^|z|, smallest", found["smallest slope times e^|z|"], 0.25 * (1 - 8 * EPSILON)),
        # derived: machine epsilon times four operations on numbers up to 1
        at_most("distance of the slope from h·(1 − h)", found["distance from h(1 − h)"], 4 * EPSILON),
    ]
