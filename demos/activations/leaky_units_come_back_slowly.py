"""Under a steady pull a dead leaky unit comes back at slope 0.01, but in about 100 times the steps of slope 1.

Each step moves z in proportion to the slope where the unit is.  A slope of 0.01 is never 0, so no unit is dead for
good, but each step brings it back a hundredth as far.  At slope 0, which is ReLU, there is no way back.
"""

import torch
from torch import Tensor
from torch.nn.functional import leaky_relu

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, close, exactly

CASE = {"slope": 0.01}
CONTROLS = {"slope 0, ReLU": {"slope": 0.0}, "slope 0.1": {"slope": 0.1}}


def measure(
    slope: float, seed: int, depth: float = 7.9, rate: float = 1.0, units: int = 32, budget: int = 1000
) -> dict[str, float | Series]:
    """Share of units that fire again within the budget; median steps, also as a multiple; highest z by step."""
    took, path = steps_until_on(slope, seed, depth, rate, units, budget)
    at_slope_one, _ = steps_until_on(1.0, seed, depth, rate, units, budget)
    return {
        "highest z of one unit": Series(tuple(path[::20]), axis="step", x=range(0, len(path), 20)),
        "on again": (took < budget).double().mean().item(),
        "steps": took.median().item(),
        "times the steps": (took / at_slope_one).median().item(),
    }


def steps_until_on(
    slope: float, seed: int, depth: float, rate: float, units: int, budget: int
) -> tuple[Tensor, list[float]]:
    """Steps until each unit, its highest z at −depth to begin with, is on for a sample; at most the budget."""
    rng = lab.generator(seed)
    inputs = torch.randn(50, 4, generator=rng)
    inputs -= inputs.mean(dim=0)  # the pull then moves the bias alone, and every z alike
    weight = torch.randn(4, units, generator=rng, requires_grad=True)
    highest = (inputs @ weight).amax(dim=0)
    bias = (-highest - depth).detach().requires_grad_()
    took = torch.full((units,), float(budget))
    path: list[float] = []
    for step in range(budget):
        z = inputs @ weight + bias
        highest = z.detach().amax(dim=0)
        path.append(highest[0].item())
        took = torch.where((highest > 0) & (took == budget), step, took)
        if (took < budget).all():
            break
        # ∂L/∂h is −1 for every unit, averaged over the samples: the loss asks for more of each
        gradients = torch.autograd.grad(-leaky_relu(z, slope).mean(dim=0).sum(), (weight, bias))
        with torch.no_grad():
            weight -= rate * gradients[0]
            bias -= rate * gradients[1]
    return took, path


def judge(found: Found) -> list[Check]:
    """All come back, and take the hundred times as long that the slope says."""
    return [
        exactly("share of units on again", found["on again"], 1),
        # derived: depth ÷ (slope · rate), rounded up to whole steps: 791 over 8, each perhaps a step more
        close("steps, ÷ steps at slope 1", found["times the steps"], 100, rel=0.15),
    ]
