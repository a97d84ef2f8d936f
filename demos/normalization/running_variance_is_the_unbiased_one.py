"""In training PyTorch's batch norm divides by the biased batch variance, but averages the unbiased one for later.

Normalising by the variance with 1/B makes the batch itself have variance 1 exactly.  What is stored is an
estimate for new data: 1/B would be too small by (B − 1)/B on average, so 1/(B − 1) takes its place.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most

CASE = {"normalised_by": "biased", "stored": "unbiased"}
CONTROLS = {
    "unbiased twice": {"normalised_by": "unbiased", "stored": "unbiased"},
    "biased twice": {"normalised_by": "biased", "stored": "biased"},
}

MOMENTUM = 0.1


def measure(normalised_by: str, stored: str, seed: int, channels: int = 6) -> dict[str, float]:
    """Largest error of the formulas for the output and for running_var after one batch of 2 to 16 (float64)."""
    rng = lab.generator(seed)
    batch = int(torch.randint(2, 17, (1,), generator=rng))
    spread = 1 + torch.rand(channels, generator=rng, dtype=torch.float64)
    inputs = spread * torch.randn(batch, channels, generator=rng, dtype=torch.float64) + 3
    layer = nn.BatchNorm1d(channels, momentum=MOMENTUM, dtype=torch.float64)
    output = layer(inputs)
    squares = (inputs - inputs.mean(0)).square().sum(0)
    variance = {"biased": squares / batch, "unbiased": squares / (batch - 1)}
    normal = (inputs - inputs.mean(0)) / (variance[normalised_by] + layer.eps).sqrt()
    running = (1 - MOMENTUM) * 1.0 + MOMENTUM * variance[stored]  # the buffer starts at 1
    return {
        "output error": float((output - normal).detach().abs().max()),
        "running_var error": float(((layer.running_var - running) / variance["biased"]).abs().max()),
        "batch": batch,
    }


def judge(found: Found) -> list[Check]:
    """Both formulas hold to the last digits, whatever the batch size."""
    # derived: machine epsilon, times some hundred operations, times what a small variance can cost (a factor of 1e3)
    rounding = 2.2e-16 * 1e2 * 1e3
    return [
        at_most("error of the normalised output", found["output error"], rounding),
        at_most("error of running_var, relative", found["running_var error"], rounding),
    ]
