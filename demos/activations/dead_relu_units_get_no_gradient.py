"""A ReLU unit that is off on every sample gets a gradient of exactly 0; a leak, or one sample on, ends that.

The gradient of a unit's weights is Σ δ·x over the samples, and δ holds the factor ReLU′(z), which is 0 for
z < 0.  Where z < 0 on all samples every term is 0: no step along the gradient, small or large, moves them.
"""

import torch
from torch.nn.functional import leaky_relu, relu

from dlquiz import lab
from dlquiz.evidence import Check, Found, exactly

CASE = {"activation": "relu", "samples_on": 0}
CONTROLS = {
    "leaky ReLU": {"activation": "leaky", "samples_on": 0},
    "on for one sample": {"activation": "relu", "samples_on": 1},
}

ACTIVATION = {"relu": relu, "leaky": leaky_relu}


def measure(activation: str, samples_on: int, seed: int, units: int = 64, rows: int = 99) -> dict[str, float]:
    """Share of units with a gradient at output, weights and bias, each on for `samples_on` of the rows."""
    rng = lab.generator(seed)
    inputs = torch.randn(rows, 20, generator=rng)
    targets = torch.randn(rows, 1, generator=rng)
    weight = torch.randn(20, units, generator=rng)
    outer = torch.randn(units, 1, generator=rng)
    highest, _ = (inputs @ weight).sort(dim=0, descending=True)
    # z = 0 falls between the last sample that is on and the first that is off, or 1 above the highest.
    threshold = highest[0] + 1 if samples_on == 0 else highest[samples_on - 1 : samples_on + 1].mean(dim=0)
    bias = -threshold

    weight.requires_grad_()
    bias.requires_grad_()
    outputs = ACTIVATION[activation](inputs @ weight + bias)
    loss = (outputs @ outer - targets).square().mean()
    above, for_weight, for_bias = torch.autograd.grad(loss, (outputs, weight, bias))
    return {
        "units with a gradient at the output": (above != 0).any(dim=0).double().mean().item(),
        "units with a gradient at the weights": (for_weight != 0).any(dim=0).double().mean().item(),
        "units with a gradient at the bias": (for_bias != 0).double().mean().item(),
    }


def judge(found: Found) -> list[Check]:
    """The loss asks every unit to change, and not one dead unit hears of it."""
    return [
        exactly("gradient reaches the output", found["units with a gradient at the output"], 1, guard=True),
        exactly("gradient reaches the weights", found["units with a gradient at the weights"], 0),
        exactly("gradient reaches the bias", found["units with a gradient at the bias"], 0),
    ]
