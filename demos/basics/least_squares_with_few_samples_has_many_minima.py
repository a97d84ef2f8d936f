"""Fewer samples than weights give least squares many minima, all of them equally low.

The loss does not change along a direction v with Xv = 0, and with fewer samples than weights there are such
directions.  Descent never moves along them, so starts that differ there end at different points.  The loss
is convex all the same, and so no minimum is lower than another.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most

CASE = {"samples": 5}
CONTROL = {"samples": 40}  # with ten weights


def measure(samples: int, seed: int, starts: int = 20, steps: int = 3000) -> dict[str, float]:
    """Where descents on ten weights end: how level, how unequal, how far apart (dimensionless)."""
    rng = lab.generator(seed)
    inputs = torch.randn(samples, 10, generator=rng, dtype=torch.float64)
    targets = torch.randn(samples, 1, generator=rng, dtype=torch.float64)
    w = torch.randn(10, starts, generator=rng, dtype=torch.float64)  # one column a start
    rate = 1 / torch.linalg.matrix_norm(inputs, ord=2) ** 2
    for _ in range(steps):
        gradient = inputs.T @ (inputs @ w - targets)  # of half the squared error
        w = w - rate * gradient
    losses = (inputs @ w - targets).square().sum(dim=0) / 2
    return {
        "steepest gradient": float(gradient.norm(dim=0).max()),
        "spread of the losses": float(losses.max() - losses.min()),
        "closest two": float(torch.pdist(w.T).min()),
    }


def judge(found: Found) -> list[Check]:
    """All descents end at gradient 0 and at one loss, but at as many points as there were starts."""
    return [
        # derived: at such a gradient the ends lie within 1e-6 / curvature of the minima, and so far below 0.01
        at_most("largest gradient at the ends", found["steepest gradient"], 1e-6, guard=True),
        at_most("difference of their losses", found["spread of the losses"], 1e-10, guard=True),
        # derived: in five free directions two starts of 20 come as near as this in one seed of 10⁹
        at_least("distance of the closest two ends", found["closest two"], 0.01),
    ]
