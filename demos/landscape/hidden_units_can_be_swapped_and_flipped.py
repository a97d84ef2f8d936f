"""A trained network of h hidden tanh units has h!·2^h weight settings of equal outputs, and their mean does worse.

Units may change places with all their weights, in h! orders.  As tanh(−z) = −tanh(z), each may also change the sign
of all its weights, in and out: 2^h ways.  Under a convex loss the mean of such settings would be as good as they are.
"""

import math
from itertools import permutations, product

import torch
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most, exactly

CASE = {"activation": "tanh"}
CONTROL = {"activation": "relu"}

STARTS = 16  # networks trained side by side, of which the best is taken
EQUAL = 1e-12  # derived: machine epsilon, 2e-16, times some hundred operations on numbers of size 1 to 10


def measure(activation: str, seed: int, hidden: int = 3, samples: int = 50, steps: int = 100) -> dict[str, float]:
    """Settings of equal outputs, among all orders and signs of a trained network's units; losses (mean square)."""
    rng = lab.generator(seed)
    function = getattr(torch, activation)
    inputs = torch.randn(samples, 3, generator=rng)
    targets = torch.sin(inputs.sum(dim=1, keepdim=True))
    parameters = lab.batched_mlp(STARTS, [3, hidden, 1], rng=rng)

    optimizer = torch.optim.Adam(parameters, lr=0.03)
    for _ in range(steps):
        losses = (lab.batched_forward(parameters, inputs, function) - targets).square().mean(dim=(1, 2))
        optimizer.zero_grad()
        losses.sum().backward()
        optimizer.step()

    with torch.no_grad():
        weight, bias, outer, last = (every[losses.argmin()].double() for every in parameters)
        units = torch.cat([weight, bias, outer.mT])  # a column holds all weights of a unit

        def outputs(settings: Tensor) -> Tensor:
            z = inputs.double() @ settings[..., :3, :] + settings[..., 3:4, :]
            return function(z) @ settings[..., 4:, :].mT + last

        orders = torch.tensor(list(permutations(range(hidden))))
        signs = torch.tensor(list(product([1.0, -1.0], repeat=hidden)), dtype=torch.float64)
        tried = (units[:, orders].movedim(1, 0)[:, None] * signs[:, None]).flatten(0, 1)
        equal = tried[(outputs(tried) - outputs(units)).abs().amax(dim=(1, 2)) < EQUAL]
        loss, at_mean = ((outputs(one) - targets).square().mean().item() for one in (units, equal.mean(dim=0)))
    return {
        "settings of equal outputs": float(len(equal.unique(dim=0))),
        "h!·2^h": float(math.factorial(hidden) * 2**hidden),
        "loss": loss,
        "loss at their mean, ÷ theirs": at_mean / loss,
    }


def judge(found: Found) -> list[Check]:
    """All orders and all signs count, and their mean is worse: the loss cannot be convex."""
    return [
        at_most("loss", found["loss"], 0.25, guard=True),  # derived: half of the best constant's
        exactly("settings of equal outputs", found["settings of equal outputs"], found["h!·2^h"]),
        # derived: a convex loss allows at most 1
        at_least("loss at their mean, ÷ theirs", found["loss at their mean, ÷ theirs"], 1.01, guard=True),
    ]
