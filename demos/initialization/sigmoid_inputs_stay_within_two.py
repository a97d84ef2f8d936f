"""Weights of std 1/√M put 95 % of a sigmoid's z within ±2 (M inputs of variance 1), where its slope exceeds 0.1.

z sums M terms w·x of variance 1/M, so it has variance 1, and is nearly normal: P(|z| < 2) = 0.954.  In that
range σ′(z) is at least σ′(2) = 0.105, against ¼ at most.  At std 1 the sum has a standard deviation of √M
instead, and most units start out on the flat tails.
"""

import math

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, close

CASE = {"std": "1/√M"}
CONTROLS = {"1": {"std": "1"}, "0.3": {"std": "0.3"}}

UNITS, SAMPLES = 1000, 400


def measure(std: str, seed: int, inputs: int = 100) -> dict[str, float]:
    """Share of pre-activations within ±2, and the slope of the sigmoid there, by autograd."""
    rng = lab.generator(seed)
    scale = {"1/√M": inputs**-0.5, "1": 1.0, "0.3": 0.3}[std]
    weights = torch.randn(inputs, UNITS, generator=rng) * scale
    z = (torch.randn(SAMPLES, inputs, generator=rng) @ weights).requires_grad_()
    (slope,) = torch.autograd.grad(torch.sigmoid(z).sum(), z)
    within = z.detach().abs() < 2
    return {
        "share within ±2": float(within.float().mean()),
        "smallest slope within ±2": float(slope[within].min()),
        "mean slope": float(slope.mean()),
    }


def judge(found: Found) -> list[Check]:
    """Nearly all units start where the sigmoid is sensitive."""
    normal = math.erf(2 / math.sqrt(2))
    return [
        # derived: σ′ falls on both sides of 0, and is 0.10499 at ±2
        at_least("smallest slope within ±2", found["smallest slope within ±2"], 0.1049, guard=True),
        # derived: the lengths of weight and input vectors vary by 7 %, which lowers the share by 0.001 and gives
        # it a standard error of 0.001, as √(0.015²/1000 + 0.015²/400): this is the one and five of the other
        close("share within ±2", found["share within ±2"], normal, abs=0.006),
    ]
