"""Group norm with one group is layer norm over [C, H, W], and with a group per channel instance norm (γ = 1, β = 0).

A group shares one mean and one variance per image.  One group takes in all channels, as layer norm does; C
groups leave each channel to itself, as instance norm does.  Numbers of groups between these two are neither.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most

CASE = {"extremes": "1 and C groups"}
CONTROL = {"extremes": "2 and C/2 groups"}


def measure(extremes: str, seed: int) -> dict[str, float]:
    """Largest distance of group norm to layer norm and to instance norm; the seed draws the sizes (float64)."""
    rng = lab.generator(seed)
    batch, half, height, width = (int(torch.randint(2, 7, (), generator=rng)) for _ in range(4))
    channels = 2 * half
    few, many = (1, channels) if extremes == "1 and C groups" else (2, half)
    size = 0.2 + torch.rand(batch, channels, 1, 1, generator=rng, dtype=torch.float64)
    level = torch.randn(batch, channels, 1, 1, generator=rng, dtype=torch.float64)
    inputs = level + size * torch.randn(batch, channels, height, width, generator=rng, dtype=torch.float64)
    layer = nn.LayerNorm([channels, height, width], dtype=torch.float64)
    instance = nn.InstanceNorm2d(channels, dtype=torch.float64)
    by_few, by_many = (nn.GroupNorm(groups, channels, dtype=torch.float64)(inputs) for groups in (few, many))
    return {
        "to layer norm": float((by_few - layer(inputs)).detach().abs().max()),
        "to instance norm": float((by_many - instance(inputs)).detach().abs().max()),
    }


def judge(found: Found) -> list[Check]:
    """At its two ends group norm is another layer; one step inside them it is not."""
    # derived: machine epsilon, times some hundred operations, times what a small variance can cost (a factor of 1e3)
    rounding = 2.2e-16 * 1e2 * 1e3
    return [
        at_most("few groups: distance to layer norm", found["to layer norm"], rounding),
        at_most("many groups: distance to IN", found["to instance norm"], rounding),
    ]
