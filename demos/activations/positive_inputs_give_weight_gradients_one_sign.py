"""On one sample, a neuron fed by sigmoid or ReLU outputs gets weight gradients of one sign (or 0).

The gradient of weight w_j is δ·h_j, with one δ = ∂L/∂z for the whole neuron: where no input h_j is
negative, no product can have the other sign.  tanh outputs have both signs themselves, and a batch
adds up products whose δ differ.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, exactly

CASE = {"inputs": ("sigmoid", "relu"), "batch": 1}
CONTROLS = {
    "tanh": {"inputs": ("tanh",), "batch": 1},
    "batch of 100": {"inputs": ("sigmoid", "relu"), "batch": 100},
}

ACTIVATION = {"sigmoid": torch.sigmoid, "relu": torch.relu, "tanh": torch.tanh}


def measure(
    inputs: tuple[str, ...],
    batch: int,
    seed: int,
    width: int = 20,
    neurons: int = 200,
) -> dict[str, float]:
    """Share of neurons whose weight gradients have one sign or are 0; share of gradients that are not 0."""
    rng = lab.generator(seed)
    gradients = []
    for name in inputs:
        below = torch.randn(batch, width, generator=rng)
        weight = torch.randn(width, neurons, generator=rng) / width**0.5
        target = torch.randn(batch, neurons, generator=rng)
        weight.requires_grad_()
        loss = (ACTIVATION[name](below) @ weight - target).square().mean()
        gradients += torch.autograd.grad(loss, weight)
    by_neuron = torch.cat(gradients, dim=1)
    one_sign = (by_neuron >= 0).all(dim=0) | (by_neuron <= 0).all(dim=0)
    return {
        "neurons with one sign": one_sign.double().mean().item(),
        "gradients that are not 0": (by_neuron != 0).double().mean().item(),
    }


def judge(found: Found) -> list[Check]:
    """Without exception on one sample; tanh inputs and a batch leave neurons with both signs."""
    return [
        # derived: of the case's inputs one half, the sigmoid's, is never 0
        at_least("share of gradients that are not 0", found["gradients that are not 0"], 0.5, guard=True),
        exactly("share of neurons with one sign", found["neurons with one sign"], 1),
    ]
