"""Before batch norm, the loss gradient of each neuron's weights is orthogonal to these weights (ε negligible).

L(aw) = L(w) for every a > 0: along the ray through w the loss is constant, so its slope ⟨w, ∇L(w)⟩ is 0.
Gradient descent turns w; by Pythagoras a step makes it no shorter.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most

CASE = {"batch_norm": True}
CONTROL = {"batch_norm": False}


def measure(batch_norm: bool, seed: int, batch: int = 64, width: int = 20) -> dict[str, float]:
    """Largest |cosine| between a neuron's weights and their gradient, over the neurons of a two-layer net (float64)."""
    rng = lab.generator(seed)
    inputs, labels = lab.teacher(batch, rng=rng, width=width)
    with lab.seeded(seed):
        first = nn.Linear(width, width, dtype=torch.float64)
        norm = nn.BatchNorm1d(width, eps=1e-30, dtype=torch.float64) if batch_norm else nn.Identity()
        net = nn.Sequential(first, norm, nn.Tanh(), nn.Linear(width, 2, dtype=torch.float64))
    nn.functional.cross_entropy(net(inputs.double()), labels).backward()
    weight, gradient = first.weight.detach(), first.weight.grad
    cosines = nn.functional.cosine_similarity(weight, gradient, dim=1)
    return {"cosine": float(cosines.abs().max()), "gradient": float(gradient.norm(dim=1).min())}


def judge(found: Found) -> list[Check]:
    """Every neuron has a gradient, and it is orthogonal to the neuron's weights."""
    return [
        # derived: far above the rounding errors, machine epsilon × 1e3 operations, so that it has a direction
        at_least("smallest gradient norm of a neuron", found["gradient"], 1e-8, guard=True),
        # derived: machine epsilon × 1e3 operations × 1e3 for the smallness of a gradient beside its terms
        at_most("largest |cosine| with the gradient", found["cosine"], 2.2e-16 * 1e6),
    ]
