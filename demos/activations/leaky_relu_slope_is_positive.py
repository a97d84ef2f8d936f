"""Leaky ReLU's α is a positive slope for z < 0, 0.01 in PyTorch; at −0.01 the output would fall as z rises to 0.

For z < 0 leaky ReLU is α·z.  With a positive α that is negative and rises with z, so that a larger z never
gives a smaller output.  A negative α turns the left half over: its outputs are positive and fall towards 0.
"""

import torch
from torch.nn import LeakyReLU
from torch.nn.functional import leaky_relu

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, close, exactly

CASE = {"alpha": 0.01}
CONTROL = {"alpha": -0.01}


def measure(alpha: float, seed: int, size: float = 2.0) -> dict[str, float | Series]:
    """Outputs and slopes of leaky ReLU at drawn z; PyTorch's default output at z = −size (dimensionless)."""
    z, _ = (10 * torch.randn(1000, generator=lab.generator(seed), dtype=torch.float64)).sort()
    z.requires_grad_()
    outputs = leaky_relu(z, alpha)
    (slopes,) = torch.autograd.grad(outputs.sum(), z)
    grid = torch.linspace(-3, 1, 41)
    return {
        "output": Series(tuple(leaky_relu(grid, alpha).tolist()), axis="z", x=tuple(grid.tolist())),
        "slope for z > 0": slopes[z > 0].mean().item(),
        "lowest slope for z < 0": slopes[z < 0].min().item(),
        "highest output for z < 0": outputs[z < 0].max().item(),
        "steps down": (outputs.diff() < 0).sum().item(),
        "distance from the default": (outputs - LeakyReLU()(z)).abs().max().item(),
        "default output at −size": LeakyReLU()(torch.tensor(-size)).item(),
    }


def judge(found: Found) -> list[Check]:
    """The slope is 0.01, the output keeps the sign of z and never falls, and PyTorch computes the same."""
    return [
        exactly("slope for z > 0", found["slope for z > 0"], 1, guard=True),
        exactly("slope for z < 0", found["lowest slope for z < 0"], 0.01),
        at_most("output for z < 0, highest", found["highest output for z < 0"], 0),
        exactly("steps at which the output falls", found["steps down"], 0),
        close("distance from nn.LeakyReLU()", found["distance from the default"], 0),
    ]
