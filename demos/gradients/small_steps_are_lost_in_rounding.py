"""In float32 an SGD step of rate 0.1 leaves over 95 % of the first layer's weights unmoved in a 12-layer sigmoid net.

A float32 weight w moves only if the step is larger than about |w|/2²⁵, half of the gap to its neighbour.  The
gradient of the first of 12 layers is some 10⁻⁹ for each weight, and a tenth of that is far too small.  It is
there all the same: float64 keeps the step, and Adam, which divides by the size of the gradient plus 10⁻⁸,
makes a larger one.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most, exactly

CASE = {"numbers": "float32", "optimiser": ("SGD", 0.1)}
CONTROLS = {
    "float64": {"numbers": "float64", "optimiser": ("SGD", 0.1)},
    "Adam": {"numbers": "float32", "optimiser": ("Adam", 0.01)},
}


def measure(
    numbers: str, optimiser: tuple[str, float], seed: int, depth: int = 12, width: int = 32
) -> dict[str, float]:
    """Shares of the first layer's weights that have a gradient, and that one step leaves as they were."""
    name, rate = optimiser
    kind = getattr(torch, numbers)
    inputs, labels = lab.teacher(64, rng=lab.generator(seed))
    with lab.seeded(seed):
        net = lab.mlp([inputs.shape[1], *[width] * depth, 2], nn.Sigmoid, init=lab.xavier).to(kind)
    first = net[0].weight
    before = first.detach().clone()
    nn.functional.cross_entropy(net(inputs.to(kind)), labels).backward()
    getattr(torch.optim, name)(net.parameters(), lr=rate).step()
    return {
        "root mean square of the gradient": float(first.grad.square().mean().sqrt()),
        "share with a gradient": float((first.grad != 0).double().mean()),
        "share unchanged": float((first == before).double().mean()),
    }


def judge(found: Found) -> list[Check]:
    """Each weight has a gradient, and nearly none moves."""
    return [
        exactly("share with a gradient", found["share with a gradient"], 1, guard=True),
        # derived: the 11 layers above leave 0.236¹¹ = 10⁻⁷, which 640 weights share: 5·10⁻⁹ each
        at_most("gradient, root mean square", found["root mean square of the gradient"], 1e-8, guard=True),
        # derived: a weight moves where |w| < 2²⁵ · 0.1 · 10⁻⁹ = 0.003 or so, 1 % of normal weights of std 0.2;
        # the gradient scatters threefold
        at_least("share unchanged", found["share unchanged"], 0.95),
    ]
