"""A sample gives the weights of each ReLU unit that it switches off a gradient of exactly 0; others may still train it.

On one sample the gradient of a unit's weights is δ·x, and δ holds the factor ReLU′(z), which is 0 for z < 0.
The gradient of a batch is the mean over its samples: those that switch the unit on still train it.
"""

import torch
from torch.nn.functional import leaky_relu, mse_loss, relu

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, exactly

CASE = {"activation": "relu"}
CONTROL = {"activation": "leaky"}

ACTIVATION = {"relu": relu, "leaky": leaky_relu}


def measure(activation: str, seed: int, units: int = 32, batch: int = 32, width: int = 20) -> dict[str, float]:
    """Gradients of weights and bias, sample by sample: shares (of pairs of a sample and a unit) that are not 0."""
    rng = lab.generator(seed)
    inputs = torch.randn(batch, width, generator=rng)
    targets = torch.randn(batch, 1, generator=rng)
    weight = torch.randn(width, units, generator=rng, requires_grad=True)
    bias = torch.zeros(units, requires_grad=True)
    outer = torch.randn(units, 1, generator=rng)

    def trained(rows: slice) -> torch.Tensor:
        """Which units get a gradient from these rows, on their weights or bias."""
        outputs = ACTIVATION[activation](inputs[rows] @ weight + bias) @ outer
        for_weight, for_bias = torch.autograd.grad(mse_loss(outputs, targets[rows]), (weight, bias))
        return (for_weight != 0).any(dim=0) | (for_bias != 0)

    on = inputs @ weight + bias > 0
    by_sample = torch.stack([trained(slice(row, row + 1)) for row in range(batch)])
    partly_off = ~on.all(dim=0) & on.any(dim=0)
    return {
        "share off": (~on).double().mean().item(),
        "trained where off": by_sample[~on].double().mean().item(),
        "trained where on": by_sample[on].double().mean().item(),
        "trained by the batch, off on some": trained(slice(None))[partly_off].double().mean().item(),
    }


def judge(found: Found) -> list[Check]:
    """Off on a sample is untrained by that sample, and by no more than that."""
    return [
        # derived: half, and far beyond five standard errors of units that share their samples
        at_least("share of pairs that are off", found["share off"], 0.3, guard=True),
        exactly("share trained, sample switches it off", found["trained where off"], 0),
        exactly("share trained, sample switches it on", found["trained where on"], 1, guard=True),
        exactly("share trained, batch of both", found["trained by the batch, off on some"], 1, guard=True),
    ]
