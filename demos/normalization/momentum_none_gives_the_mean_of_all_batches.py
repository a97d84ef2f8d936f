"""With momentum=None, and not with 0.1, batch norm's running mean over equal batches is the mean of all data.

PyTorch's None stands for m = 1/t at batch t, the plain mean over batches.  Each batch counts the same, so one
that is smaller counts too much.  With m = 0.1 the last batches count most.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most

CASE = {"momentum": None, "last_batch": 32}
CONTROLS = {
    "momentum 0.1": {"momentum": 0.1, "last_batch": 32},
    "last batch of 2": {"momentum": None, "last_batch": 2},
}

CHANNELS = 8


def measure(momentum: float | None, last_batch: int, seed: int, batches: int = 40) -> dict[str, float]:
    """Root mean square error of the running mean, in standard deviations of the inputs (float64)."""
    rng = lab.generator(seed)
    samples = 32 * (batches - 1) + last_batch
    inputs = torch.randn(samples, CHANNELS, generator=rng, dtype=torch.float64)  # of mean 0, where running_mean starts
    layer = nn.BatchNorm1d(CHANNELS, momentum=momentum, dtype=torch.float64)
    for batch in inputs.split(32):
        layer(batch)
    return {"error": float((layer.running_mean - inputs.mean(0)).square().mean().sqrt())}


def judge(found: Found) -> list[Check]:
    """The mean over all samples, to the last digits."""
    # derived: machine epsilon, times a thousand additions of numbers below 5
    return [at_most("error of the running mean, in std", found["error"], 2.2e-16 * 5e3)]
