"""Layer norm gives a sample one output, whatever its batch and in either mode; batch norm does not.

Mean and variance come from the features of the sample itself.  No other sample enters, nothing is averaged for
later, and there is nothing that evaluation could do differently.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most, exactly

CASE = {"norm": "layer"}
CONTROL = {"norm": "batch"}


def measure(norm: str, seed: int, features: int = 32, batch: int = 16) -> dict[str, float]:
    """Change of one sample's output with its batch and with the mode; buffers that the layer keeps (float64)."""
    rng = lab.generator(seed)
    kind = nn.LayerNorm if norm == "layer" else nn.BatchNorm1d
    layer = kind(features, dtype=torch.float64)
    one = 1 + torch.randn(1, features, generator=rng, dtype=torch.float64)
    mates = 1 + torch.randn(2, batch - 1, features, generator=rng, dtype=torch.float64)
    first, second = (layer(torch.cat([one, others])).detach()[0] for others in mates)
    pair = layer(torch.cat([one, mates[0, :1]])).detach()[0]
    evaluated = layer.eval()(one).detach()[0]
    return {
        "other mates": float((second - first).abs().max()),
        "a batch of two": float((pair - first).abs().max()),
        "alone in evaluation": float((evaluated - first).abs().max()),
        "buffers": len(list(layer.buffers())),
    }


def judge(found: Found) -> list[Check]:
    """One sample, one output: whoever is beside it, however many, and in either mode."""
    rounding = 2.2e-16 * 1e2  # derived: machine epsilon, times the additions over 32 features, of numbers below 5
    return [
        at_most("change with other batch mates", found["other mates"], rounding),
        at_most("change in a batch of two", found["a batch of two"], rounding),
        at_most("change alone in evaluation", found["alone in evaluation"], rounding),
        exactly("running statistics kept", found["buffers"], 0),
    ]
