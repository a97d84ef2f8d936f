"""In PyTorch's GRU a state with nothing to add decays by the factor z a step, so that z near 1 remembers.

With all other weights at zero the candidate n is 0, so that h′ = (1−z)·0 + z·h: after T steps z to the power
of T is left.  Where z multiplies the candidate instead, that would be 1 − z to the power of T: z near 1 would
forget at once.  One control expects that; the other has its z near 0.
"""

import math

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, close

CASE = {"z": 0.95, "factor": "z"}
CONTROLS = {
    "factor 1 − z": {"z": 0.95, "factor": "1 − z"},  # the convention of Chung et al. 2014
    "z = 0.05": {"z": 0.05, "factor": "z"},
}

EPSILON = torch.finfo(torch.float64).eps


def measure(z: float, factor: str, seed: int, steps: int = 20, hidden_size: int = 8) -> dict[str, float | Series]:
    """Share of the state that is left after each step (dimensionless); the seed draws the state, in ±1."""
    rng = lab.generator(seed)
    start = torch.rand(1, hidden_size, dtype=torch.float64, generator=rng) * 2 - 1
    with lab.seeded(seed):
        gru = nn.GRU(1, hidden_size, dtype=torch.float64)
    with torch.no_grad():
        for parameter in gru.parameters():
            parameter.zero_()
        gru.bias_hh_l0[hidden_size : 2 * hidden_size] = math.log(z / (1 - z))  # rows are r, z, n: σ(bias) = z
        states, _ = gru(torch.zeros(steps, 1, dtype=torch.float64), start)
        left = (states / start).mean(dim=1)
    return {
        "share of the state left": Series(left.tolist(), "step", scale="log"),
        "state left at the end": float(left[-1]),
        "factor to the power of the steps": (z if factor == "z" else 1 - z) ** steps,
        "steps": steps,
        "largest |state| at the start": float(start.abs().max()),
    }


def judge(found: Found) -> list[Check]:
    left, power = found["state left at the end"], found["factor to the power of the steps"]
    return [
        # derived: machine epsilon for each of some ten operations a step
        close("state left ÷ factorᵀ", left / power, 1, abs=10 * found["steps"] * EPSILON),
        at_least("state left at the end", left, 1 / 3),  # derived: 0.95 to the power of 20 is 0.36
        at_least("largest |state| at the start", found["largest |state| at the start"], 1e-3, guard=True),
    ]
