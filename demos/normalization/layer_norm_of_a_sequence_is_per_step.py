"""On [N, T, d] LayerNorm(d) normalises each time step by its own mean and variance; LayerNorm([T, d]) mixes steps.

LayerNorm averages over the last dimensions that it is given, here the d features of one step alone.  So a
step's output depends on no other step and on no length.  Averaging over T as well lets the future in.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most

CASE = {"over": "d"}
CONTROL = {"over": "T and d"}


def measure(over: str, seed: int, steps: int = 10, features: int = 16) -> dict[str, float]:
    """Mean and spread of each step; change of the first half of the steps when the others are replaced (float64)."""
    rng = lab.generator(seed)
    level = torch.randn(4, steps, 1, generator=rng, dtype=torch.float64)
    inputs = level + torch.randn(4, steps, features, generator=rng, dtype=torch.float64)
    shape = [features] if over == "d" else [steps, features]
    layer = nn.LayerNorm(shape, eps=1e-30, dtype=torch.float64)
    output = layer(inputs).detach()
    other = inputs.clone()
    other[:, steps // 2 :] += 3 + torch.randn(4, steps - steps // 2, features, generator=rng, dtype=torch.float64)
    change = (layer(other).detach() - output)[:, : steps // 2]
    return {
        "mean": float(output.mean(2).abs().max()),
        "spread": float((output.std(2, correction=0) - 1).abs().max()),
        "change": float(change.abs().max()),
    }


def judge(found: Found) -> list[Check]:
    """Each step by itself has mean 0 and standard deviation 1, and no later step reaches it."""
    rounding = 2.2e-16 * 1e3  # derived: machine epsilon, times some hundred operations on numbers below 10
    return [
        at_most("largest |mean| of a step", found["mean"], rounding),
        at_most("distance of a step's std from 1", found["spread"], rounding),
        at_most("change when later steps change", found["change"], rounding),
    ]
