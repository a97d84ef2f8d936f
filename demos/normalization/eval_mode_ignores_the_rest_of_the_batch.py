"""In eval mode batch norm uses the running statistics alone, so an output no longer depends on its batch mates.

In training mode mean and variance come from the batch: replace the other samples, and the output for the
one that stayed changes.  With fixed statistics the layer is one affine map per channel, the same for all.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most

CASE = {"training": False}
CONTROL = {"training": True}


def measure(training: bool, seed: int, batch: int = 16, channels: int = 8, warm_up: int = 50) -> dict[str, float]:
    """Change of one sample's output when the others are replaced, and distance to the formula (float64)."""
    rng = lab.generator(seed)
    layer = nn.BatchNorm1d(channels, dtype=torch.float64)
    for _ in range(warm_up):
        layer(3 + 2 * torch.randn(batch, channels, generator=rng, dtype=torch.float64))
    mean, variance = layer.running_mean.clone(), layer.running_var.clone()
    layer.train(training)
    one = 3 + 2 * torch.randn(1, channels, generator=rng, dtype=torch.float64)
    mates = 3 + 2 * torch.randn(2, batch - 1, channels, generator=rng, dtype=torch.float64)
    first, second = (layer(torch.cat([one, others])).detach()[0] for others in mates)
    by_formula = (one[0] - mean) / (variance + layer.eps).sqrt()
    return {
        "change": float((first - second).abs().max()),
        "distance to formula": float((first - by_formula).abs().max()),
    }


def judge(found: Found) -> list[Check]:
    """One sample, other mates: the same output, and the one that the running statistics give."""
    rounding = 2.2e-16 * 1e3  # derived: machine epsilon, times a few dozen operations on numbers of size 1 to 10
    return [
        at_most("change of output with its mates", found["change"], rounding),
        at_most("distance to (x − mean)/√(var + ε)", found["distance to formula"], rounding),
    ]
