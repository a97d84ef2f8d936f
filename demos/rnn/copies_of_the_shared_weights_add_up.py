"""The gradient of an RNN's shared U is the sum of the gradients of T copies of U, one for each step.

Unroll the network: T layers, each with a U of its own, all of the same value.  That is a feed-forward
network, and ordinary backpropagation gives each copy its gradient.  A change of the shared U changes all
copies at once, so that by the chain rule their gradients add up.  The controls take their mean, or the last.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most

CASE = {"copies": "added up"}
CONTROLS = {
    "mean of the copies": {"copies": "averaged"},
    "last copy alone": {"copies": "last alone"},
}

LARGEST = 16  # inputs and units that a seed may draw
EPSILON = torch.finfo(torch.float64).eps


def measure(copies: str, seed: int, steps: int = 12, batch: int = 8) -> dict[str, float | Series]:
    """Distance of what is made of the copies' gradients from the shared U's, relative to its length."""
    rng = lab.generator(seed)
    inputs, width = (int(size) for size in torch.randint(4, LARGEST + 1, (2,), generator=rng))
    with lab.seeded(seed):
        rnn = nn.RNN(inputs, width, dtype=torch.float64)
    x = torch.randn(steps, batch, inputs, generator=rng, dtype=torch.float64)
    y = torch.randn(steps, batch, width, generator=rng, dtype=torch.float64)
    states, _ = rnn(x)
    (shared,) = torch.autograd.grad((states - y).square().sum() / 2, rnn.weight_hh_l0)

    own_u = [rnn.weight_hh_l0.detach().clone().requires_grad_() for _ in range(steps)]
    h, unrolled = x.new_zeros(batch, width), []
    for now, u in zip(x, own_u, strict=True):
        h = torch.tanh(now @ rnn.weight_ih_l0.T + rnn.bias_ih_l0 + h @ u.T + rnn.bias_hh_l0)
        unrolled.append(h)
    loss = (torch.stack(unrolled) - y).square().sum() / 2
    of_copies = torch.stack(torch.autograd.grad(loss, own_u))
    made = {"added up": of_copies.sum(dim=0), "averaged": of_copies.mean(dim=0), "last alone": of_copies[-1]}
    lengths = of_copies.norm(dim=(1, 2))
    return {
        "gradient of the copy": Series(lengths.tolist(), "step of the copy"),
        "off": float((made[copies] - shared).norm() / shared.norm()),
        "share of all but the largest": float(1 - lengths.max() / lengths.sum()),
        "operations": 2 * steps * (2 * LARGEST + 6 + 2 * batch),
    }


def judge(found: Found) -> list[Check]:
    return [
        # derived: machine epsilon for each operation behind a gradient, forward and back
        at_most("made of the copies − shared U", found["off"], EPSILON * found["operations"]),
        # many copies contribute: with one alone there would be nothing to add up
        at_least("share of all but the largest copy", found["share of all but the largest"], 0.5, guard=True),
    ]
