"""With a sigmoid output SGD trains eight hidden ReLU layers in 100 steps; eight hidden sigmoid layers still guess.

A hidden sigmoid multiplies the gradient by a slope of at most ¼, layer after layer.  The one at the output costs
nothing: with cross-entropy the gradient at its input is p − y, and its slope cancels.
"""

import math

import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most

CASE = {"hidden": ("relu", 2.0)}  # with He's initialisation
CONTROL = {"hidden": ("sigmoid", 1.0)}  # with variance 1/fan_in


def measure(
    hidden: tuple[str, float],
    seed: int,
    depth: int = 8,
    width: int = 32,
    rate: float = 0.05,
    steps: int = 100,
    networks: int = 4,
) -> dict[str, float | Series]:
    """Training loss by step of SGD (nats, median over the networks), at the start and at the end."""
    name, gain = hidden
    rng = lab.generator(seed)
    inputs, labels = lab.teacher(128, rng=rng)
    targets = labels.to(inputs.dtype)[:, None].expand(networks, -1, -1)
    parameters = lab.batched_mlp(networks, [20, *[width] * depth, 1], rng=rng, gain=gain)
    optimizer = torch.optim.SGD(parameters, lr=rate, momentum=0.9)
    losses = []
    for _ in range(steps):
        logits = lab.batched_forward(parameters, inputs, getattr(torch, name))
        loss = binary_cross_entropy_with_logits(logits, targets, reduction="none").mean(dim=(1, 2))
        losses.append(loss.median().item())
        optimizer.zero_grad()
        loss.sum().backward()  # each network learns alone
        optimizer.step()
    return {"loss": Series(tuple(losses), axis="step", scale="log"), "first": losses[0], "last": losses[-1]}


def judge(found: Found) -> list[Check]:
    return [
        at_least("training loss, first step", found["first"], 0.9 * math.log(2), guard=True),  # a guess costs ln 2
        at_most("training loss, last step", found["last"], math.log(2) / 2),  # derived: half of a guess
    ]
