"""A ReLU unit whose z is normal, with mean μ and standard deviation s, outputs 0 on a share of Φ(−μ/s) of samples.

ReLU gives 0 where z ≤ 0, and a normal z is below 0 with probability Φ(−μ/s): a half at μ = 0, 84 % one deviation
below it, 16 % one above.  So the share of zeros is a matter of the bias, and a half only where z is centred.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most, close

CASE = {"tail": "Φ(−μ/s)"}
CONTROLS = {"half": {"tail": "½"}, "other tail": {"tail": "Φ(μ/s)"}}

TAILS = {"Φ(−μ/s)": -1, "½": 0, "Φ(μ/s)": 1}


def measure(
    tail: str, seed: int, mean: float = -1.0, deviation: float = 1.0, inputs: int = 16, samples: int = 20_000
) -> dict[str, float]:
    """Share of zeros at the given mean and deviation of z, and at mean 0; distance from the tail at 20 drawn ones."""
    rng = lab.generator(seed)
    x = torch.randn(samples, inputs, generator=rng)

    def zeros(m: float, s: float) -> float:
        weight = torch.randn(inputs, generator=rng)
        z = x @ (s * weight / weight.norm()) + m  # a bias of m
        return (torch.relu(z) == 0).double().mean().item()

    distances = []
    for m, s in zip(torch.randn(20, generator=rng), 0.5 + torch.rand(20, generator=rng), strict=True):
        wanted = torch.special.ndtr(TAILS[tail] * m / s)
        distances.append(abs(zeros(m.item(), s.item()) - wanted.item()))
    return {
        "share of zeros": zeros(mean, deviation),
        "largest distance": max(distances),
        "share of zeros at mean 0": zeros(0.0, deviation),
        "five standard errors": 5 * (0.25 / samples) ** 0.5,
    }


def judge(found: Found) -> list[Check]:
    """Whatever the mean and the deviation, the share is the tail's."""
    margin = found["five standard errors"]  # derived: of a share near a half, the largest there are
    return [
        close("share of zeros at μ = 0", found["share of zeros at mean 0"], 0.5, abs=margin, guard=True),
        at_most("largest distance from the tail", found["largest distance"], margin),
    ]
