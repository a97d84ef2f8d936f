"""When a mean drifts evenly, batch norm's running mean (m = 0.1) reads what it was nine batches ago.

The batch k steps back has weight m(1 − m)ᵏ, which makes its mean age (1 − m)/m.  Inputs of a layer drift while
the weights below it learn.  A plain mean of all batches reads what was half of the run ago.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, close

CASE = {"average": "running"}
CONTROL = {"average": "plain"}  # momentum=None

CHANNELS = 64


def measure(
    average: str, seed: int, batches: int = 200, momentum: float = 0.1, batch: int = 16
) -> dict[str, float | Series]:
    """How many batches old the level is that the running mean reads, after each batch (float64).

    The level of each channel moves by a number of its own a batch; the standard deviation around it is 1.
    """
    rng = lab.generator(seed)
    layer = nn.BatchNorm1d(CHANNELS, momentum=momentum if average == "running" else None, dtype=torch.float64)
    drift = 1 + torch.rand(CHANNELS, generator=rng, dtype=torch.float64)
    ages = []
    for step in range(1, batches + 1):
        inputs = drift * step + torch.randn(batch, CHANNELS, generator=rng, dtype=torch.float64)
        layer(inputs)
        ages.append(float((step - layer.running_mean / drift).mean()))
    return {"m": momentum, "age": ages[-1], "age of what is read, batches": Series(tuple(ages), axis="batch")}


def judge(found: Found) -> list[Check]:
    """The running mean is (1 − m)/m batches behind, at any time."""
    # derived: five standard errors of a mean over 64 channels of a running mean of 19 batches of 16, over a drift of 1
    return [close("age of what is read, batches", found["age"], (1 - found["m"]) / found["m"], abs=0.036)]
