"""Hinge loss and logistic loss in base 2 lie on or above the 0-1 loss at every margin.

Both are positive or zero and never rise with the margin, and the 0-1 loss is 1 up to margin 0 and 0 beyond:
if the bound holds at margin 0, it holds everywhere.  There the hinge loss is 1 and log(1 + e⁰) = log 2:
exactly 1 in base 2, but 0.69 in base e, which is the one that frameworks compute.
"""

import math

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least

CASE = {"losses": ("hinge", "logistic, base 2")}
CONTROL = {"losses": ("hinge", "logistic, base e")}

LOSSES = {
    "hinge": lambda v: (1 - v).clamp(min=0),
    "logistic, base 2": lambda v: torch.log1p(torch.exp(-v)) / math.log(2),
    "logistic, base e": lambda v: torch.log1p(torch.exp(-v)),
}


def measure(losses: tuple[str, str], seed: int, samples: int = 10_000) -> dict[str, float | Series]:
    """Least height of the losses above the 0-1 loss, at random margins and at 0."""
    rng = lab.generator(seed)
    margins = 3 * torch.randn(samples, generator=rng, dtype=torch.float64)
    margins[0] = 0
    zero_one = (margins <= 0).double()
    heights = [float((LOSSES[name](margins) - zero_one).min()) for name in losses]
    grid = torch.linspace(-3, 3, 61, dtype=torch.float64)
    return {
        "least height above the 0-1 loss": min(heights),
        "0-1 loss": Series((grid <= 0).tolist(), axis="margin", x=grid.tolist()),
        "hinge loss": Series(LOSSES[losses[0]](grid).tolist(), axis="margin", x=grid.tolist()),
        "logistic loss": Series(LOSSES[losses[1]](grid).tolist(), axis="margin", x=grid.tolist()),
    }


def judge(found: Found) -> list[Check]:
    # derived: the bounds touch the 0-1 loss at margin 0, where log 2 / log 2 is rounded a few times
    return [at_least("least height above the 0-1 loss", found["least height above the 0-1 loss"], -1e-15)]
