"""With all weights and biases at zero, SGD moves nothing of a tanh or ReLU net but its output bias.

tanh(0) = ReLU(0) = 0, so the hidden activations are 0, and with them the gradient of the last weights, which
is δ·h.  Those weights are 0, so no gradient passes down either.  Nothing changes that: all stays exactly 0.
A sigmoid says ½ at 0, so that the last weights move first, and then carry a gradient down to the others.
"""

import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, exactly

CASE = {"activations": ("tanh", "relu")}
CONTROL = {"activations": ("sigmoid", "softplus")}  # which are ½ and ln 2 at 0

ACTIVATION = {
    "tanh": torch.nn.Tanh,
    "relu": torch.nn.ReLU,
    "sigmoid": torch.nn.Sigmoid,
    "softplus": torch.nn.Softplus,
}


def measure(
    activations: tuple[str, str], seed: int, width: int = 16, steps: int = 100, rate: float = 0.5
) -> dict[str, float]:
    """How far the output bias has moved, and the largest of all other parameters (dimensionless)."""
    inputs, labels = lab.teacher(128, rng=lab.generator(seed))
    labels[:64] = 1  # three ones to a zero, so that the output bias has somewhere to go
    targets = labels[:, None].float()
    hidden, output = [], []
    for activation in activations:
        with lab.seeded(seed):
            sizes = [inputs.shape[1], width, width, 1]
            net = lab.mlp(sizes, ACTIVATION[activation], init=torch.nn.init.zeros_)
        descent = torch.optim.SGD(net.parameters(), lr=rate)
        for _ in range(steps):
            descent.zero_grad()
            binary_cross_entropy_with_logits(net(inputs), targets).backward()
            descent.step()
        *others, bias = net.parameters()
        hidden.append(max(float(one.detach().abs().max()) for one in others))
        output.append(abs(float(bias.detach())))
    return {
        "output bias, smaller of both nets": min(output),
        "all else, smaller of both nets": min(hidden),
        "all else, larger of both nets": max(hidden),
    }


def judge(found: Found) -> list[Check]:
    """Of all parameters the output bias alone leaves 0."""
    bias = "output bias, smaller of both nets"
    return [
        # derived: the first step moves the bias by rate × (share of ones − ½), that is by 0.12 or so
        at_least(bias, found[bias], 0.01, guard=True),
        # derived: products with 0, and sums of zeros, are 0 in floating point too
        exactly("all else, smaller of both nets", found["all else, smaller of both nets"], 0),
        exactly("all else, larger of both nets", found["all else, larger of both nets"], 0),
    ]
