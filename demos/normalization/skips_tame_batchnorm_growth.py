"""With an identity skip around each BN-ReLU block, the gradient grows far less per block late in the net than early.

The skip path adds up: the variance of the signal grows with every block, at least like their number.  Batch
norm divides by it, in the backward pass too, so a late block adds little to the gradient that the skip
carries past it: it is close to the identity (De and Smith 2020).  Without skips each block does the same.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most

CASE = {"skip": True}
CONTROL = {"skip": False}


def measure(skip: bool, seed: int, depth: int = 50, width: int = 64, batch: int = 128) -> dict[str, float | Series]:
    """Factor by which the squared gradient grows per block (geometric mean), late and early in the net, and in all."""
    rng = lab.generator(seed)
    signal = torch.relu(torch.randn(batch, width, generator=rng)).requires_grad_()  # as from a block before
    signals = [signal]
    for _ in range(depth):
        weight = torch.randn(width, width, generator=rng) * (2 / width) ** 0.5  # He
        branch = torch.relu(nn.functional.batch_norm(signal @ weight, None, None, training=True))
        signal = signal + branch if skip else branch
        signals.append(signal)
    upstream = torch.randn(signal.shape, generator=rng)
    gradients = torch.autograd.grad((signal * upstream).sum(), signals)
    squares = [float(gradient.square().sum()) for gradient in gradients]
    fifth = depth // 5
    return {
        "early factor": (squares[0] / squares[fifth]) ** (1 / fifth),
        "late factor": (squares[-1 - fifth] / squares[-1]) ** (1 / fifth),
        "gradient growth": (squares[0] / squares[-1]) ** 0.5,
        "squared gradient norm, output = 1": Series(
            tuple(square / squares[-1] for square in squares), axis="after block", scale="log", x=range(depth + 1)
        ),
    }


def judge(found: Found) -> list[Check]:
    """Late blocks add far less to the gradient than early ones, so that 50 blocks stay far from an exponential."""
    # separating, seeds 1000 to 1029: worst case 1.023, best control 1.41
    late = at_most("factor per block, last fifth", found["late factor"], 1.2)
    # separating, seeds 1000 to 1029: worst case 40, best control 8,200
    growth = at_most("gradient growth over all blocks", found["gradient growth"], 570.0)
    # separating, seeds 1000 to 1029: worst case 0.040, best control 0.83
    waning = at_most("late growth / early, a block", (found["late factor"] - 1) / (found["early factor"] - 1), 0.18)
    # derived, well below what a block brings: 1.47 without skips, on average 1.39 with (1 + 1.47/k for k = 1 to 10)
    early = at_least("factor per block, first fifth", found["early factor"], 1.1, guard=True)
    return [early, late, waning, growth]
