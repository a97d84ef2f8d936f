"""From all-zero weights a sigmoid net does move within 100 steps of SGD, but its hidden units stay copies.

A sigmoid says ½ at z = 0, so the last weights get a gradient, all the same one, and then pass equal gradients
down.  The net moves, yet like one that has a single hidden unit.  A tanh net does not move, for tanh(0) = 0,
and from random weights the units differ.
"""

import torch
from torch.nn import Sigmoid, Tanh
from torch.nn.functional import binary_cross_entropy_with_logits

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most

CASE = {"weights": "zero", "activation": "sigmoid"}
CONTROLS = {
    "tanh": {"weights": "zero", "activation": "tanh"},
    "random weights": {"weights": "random", "activation": "sigmoid"},
}

START = {"zero": torch.nn.init.zeros_, "random": lab.xavier}
ACTIVATION = {"sigmoid": Sigmoid, "tanh": Tanh}


def measure(
    weights: str, activation: str, seed: int, width: int = 16, steps: int = 100, rate: float = 0.5
) -> dict[str, float | Series]:
    """Largest first-layer weight, and the largest difference between two units there (dimensionless)."""
    inputs, labels = lab.teacher(128, rng=lab.generator(seed))
    labels[:64] = 1  # were the classes just as frequent, the last weights would get ½ of nothing
    inputs, targets = inputs.double(), labels[:, None].double()
    with lab.seeded(seed):
        net = lab.mlp([inputs.shape[1], width, 1], ACTIVATION[activation], init=START[weights]).double()
    first = net[0].weight
    descent = torch.optim.SGD(net.parameters(), lr=rate)
    sizes, spreads = [], []
    for _ in range(steps):
        descent.zero_grad()
        binary_cross_entropy_with_logits(net(inputs), targets).backward()
        descent.step()
        sizes.append(float(first.detach().abs().max()))
        spreads.append(float((first - first[0]).detach().abs().max()))
    return {
        "largest first-layer weight": sizes[-1],
        "unlike units, first layer": spreads[-1],
        "largest first-layer weight, by step": Series(sizes, axis="step"),
    }


def judge(found: Found) -> list[Check]:
    """The weights move, and the same way for each unit."""
    return [
        # derived: a tanh net has exactly 0 here; 0.11 in the worst case on seeds 1000 to 1029
        at_least("largest first-layer weight", found["largest first-layer weight"], 0.01),
        # separating: worst case 2e-16, which is rounding, best control 0.7 on seeds 1000 to 1029
        at_most("unlike units, first layer", found["unlike units, first layer"], 1e-8),
    ]
