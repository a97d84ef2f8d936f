"""Descent leaves a quadratic saddle in ln(1/distance) / ln(1 + η|κ|) steps, κ being the negative curvature.

Along the way down the slope is κ·y, so that each step multiplies the distance y from the ridge by 1 + η|κ|.
From y to 1 that takes ln(1/y) / ln(1 + η|κ|) steps, about ln(1/y) / (η|κ|).  Adam divides the slope by its
size, and noise brings a distance of its own: with either it no longer matters how near the ridge one started.
"""

import math

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, close

CASE = {"descent": "plain"}
CONTROLS = {"Adam": {"descent": "Adam"}, "noise": {"descent": "noise"}}

DECADES = (2, 4, 6, 8)  # distances of 0.01 to 0.00000001


def measure(
    descent: str, seed: int, decades: int = 6, rate: float = 0.05, curvature: float = 1.0
) -> dict[str, float | Series]:
    """Steps until |y| ≥ 1 on ½x² − ½·curvature·y², from x drawn at random and y = 10^−decades."""
    starts = tuple(10.0**-near for near in DECADES)
    taken = [steps(descent, seed, start, rate, curvature) for start in starts]
    return {
        "steps to leave": Series(taken, axis="distance from the ridge at the start", x=starts, x_scale="log"),
        "steps": steps(descent, seed, 10.0**-decades, rate, curvature),
        "steps expected": decades * math.log(10) / math.log1p(rate * curvature),
        "steps per decade": (taken[-1] - taken[0]) / (DECADES[-1] - DECADES[0]),
        "expected per decade": math.log(10) / math.log1p(rate * curvature),
    }


def steps(descent: str, seed: int, distance: float, rate: float, curvature: float) -> int:
    """How many steps of descent it takes from `distance` to 1."""
    rng = lab.generator(seed)
    point = torch.tensor([float(torch.randn((), generator=rng)), distance], dtype=torch.float64)
    bends = torch.tensor([1.0, -curvature], dtype=torch.float64)
    optimizer = (torch.optim.Adam if descent == "Adam" else torch.optim.SGD)([point], lr=rate)
    count = 0
    while abs(float(point[1])) < 1:
        point.grad = bends * point
        if descent == "noise":
            point.grad += 0.01 * torch.randn(2, generator=rng)
        optimizer.step()
        count += 1
    return count


def judge(found: Found) -> list[Check]:
    """As many steps as the formula says, and a fixed number more for ten times nearer, down to 1e-8."""
    return [
        # derived: the formula, rounded up to a whole step
        close("steps until the distance is 1", found["steps"], found["steps expected"], abs=1),
        # derived: both ends are rounded up to whole steps, which is one step in six decades
        close("steps per decade of distance", found["steps per decade"], found["expected per decade"], abs=1 / 6),
    ]
