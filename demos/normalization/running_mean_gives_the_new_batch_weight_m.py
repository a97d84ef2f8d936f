"""PyTorch's batch norm updates running = (1 − m)·running + m·batch: its momentum m weighs the new batch.

Its default is m = 0.1.  Many texts, and Keras, call the other factor momentum: the weight of the old value,
0.9 or 0.99.  Read the wrong way round, the running mean would all but equal the mean of the last batch.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, exactly

CASE = {"weight_of_new": "m"}
CONTROL = {"weight_of_new": "1 − m"}

CHANNELS = 8


def measure(
    weight_of_new: str, seed: int, batches: int = 30, batch: int = 64, level: float = 10.0, momentum: float = 0.1
) -> dict[str, float | Series]:
    """Running mean of inputs of mean `level` and standard deviation 1, by PyTorch and by the formula (float64)."""
    rng = lab.generator(seed)
    layer = nn.BatchNorm1d(CHANNELS, momentum=momentum, dtype=torch.float64)
    weight = momentum if weight_of_new == "m" else 1 - momentum
    formula = torch.zeros(CHANNELS, dtype=torch.float64)
    worst, start, curve = 0.0, float(layer.running_mean.abs().max()), []
    for _ in range(batches):
        inputs = level + torch.randn(batch, CHANNELS, generator=rng, dtype=torch.float64)
        layer(inputs)
        formula = (1 - weight) * formula + weight * inputs.mean(0)
        worst = max(worst, float((layer.running_mean - formula).abs().max()))
        curve.append(float(formula.mean()))
    return {
        "default": nn.BatchNorm1d(1).momentum,
        "start": start,
        "worst error": worst,
        "rounding": 2.2e-16 * level * batches * batch,  # machine epsilon, times the additions
        "running mean": float(layer.running_mean.mean()),
        "running mean by the formula": Series(tuple(curve), axis="batch"),
    }


def judge(found: Found) -> list[Check]:
    """The formula with m as the weight of the new batch gives PyTorch's buffer to the last digits."""
    return [
        exactly("momentum by default", found["default"], 0.1, guard=True),
        exactly("running mean before any batch", found["start"], 0.0, guard=True),
        at_most("largest error of the formula", found["worst error"], found["rounding"]),  # derived
    ]
