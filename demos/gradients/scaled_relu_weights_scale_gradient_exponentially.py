"""Weights a times as large make the input gradient of a bias-free ReLU net a^depth times as large.

ReLU(a·z) = a·ReLU(z) for a > 0: larger weights switch no unit on or off.  So each weight matrix brings its own
factor a to the product of the chain rule, and nothing else in it changes.  tanh(a·z) is not a·tanh(z).
"""

import sys

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, close

CASE = {"activation": "ReLU"}
CONTROLS = {"tanh": {"activation": "Tanh"}, "sigmoid": {"activation": "Sigmoid"}}


def measure(
    activation: str, seed: int, scale: float = 1.7, depth: int = 10, width: int = 32
) -> dict[str, float | Series]:
    """Growth of ‖∂(output)/∂x‖ when He's weights become a (scale) times as large, and of that at each layer."""
    inputs = torch.randn(32, width, generator=lab.generator(seed), dtype=torch.float64)
    with lab.seeded(seed):
        net = lab.mlp([width] * depth + [1], getattr(nn, activation), init=lab.he).double()
    before = lab.backward_norms(net, inputs, torch.sum)
    with torch.no_grad():
        for weight in net.parameters():
            weight.mul_(scale)
    after = lab.backward_norms(net, inputs, torch.sum)
    growth = [large / small for large, small in zip(after, before, strict=True)]
    return {
        "operations": depth * width**2,
        "gradient grows": growth[0],
        "growth / a^depth": growth[0] / scale**depth,
        "growth of the gradient, by layer": Series(tuple(growth), axis="layers below", scale="log", x=range(depth + 1)),
    }


def judge(found: Found) -> list[Check]:
    """Each weight matrix brings its factor a, and nothing else changes."""
    # derived: machine epsilon times the multiplications of the backward pass
    rounding = sys.float_info.epsilon * found["operations"]
    return [close("growth / a^depth", found["growth / a^depth"], 1, rel=rounding)]
