"""Among 8 random values one draw of REINFORCE misses the gradient by over 4 of its lengths; a baseline cuts that.

Lᵢ·∇log pᵢ carries the whole loss, though only its differences between positions say where to look.  ∇log p averages
to 0 over draws, so any constant may be taken from the loss without bias; with the mean loss taken away, the
differences are left.
"""

import torch
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most

CASE = {"baseline": "none"}
CONTROL = {"baseline": "mean loss"}

BATCH = 32  # choices, each with scores, values and a target of its own
WIDTH = 16


def measure(baseline: str, seed: int, positions: int = 8) -> dict[str, float]:
    """Root mean square miss of one draw, in gradient lengths (geometric mean over the choices); bias of its mean.

    Both are computed exactly: each position, with its probability.
    """
    rng = lab.generator(seed)
    scores = torch.randn(BATCH, positions, generator=rng, dtype=torch.float64).requires_grad_()
    values = torch.randn(BATCH, positions, WIDTH, generator=rng, dtype=torch.float64)
    target = torch.randn(BATCH, 1, WIDTH, generator=rng, dtype=torch.float64)
    losses = (values - target).square().sum(dim=2)
    expected = (torch.softmax(scores, dim=1) * losses).sum(dim=1)
    (gradient,) = torch.autograd.grad(expected.sum(), scores)
    p = torch.softmax(scores.detach(), dim=1)
    taken = expected.detach()[:, None] if baseline == "mean loss" else 0.0
    draws = (losses - taken)[:, :, None] * slopes_of_log(p)  # (choice, drawn position, score)
    misses = (p * (draws - gradient[:, None]).square().sum(dim=2)).sum(dim=1).sqrt() / gradient.norm(dim=1)
    bias = ((p[:, :, None] * draws).sum(dim=1) - gradient).norm(dim=1) / gradient.norm(dim=1)
    return {
        "miss of one draw": float(misses.log().mean().exp()),
        "bias": float(bias.max()),
    }


def slopes_of_log(p: Tensor) -> Tensor:
    """∂log pᵢ/∂scoreⱼ of a softmax: 1 − pⱼ for j = i, else −pⱼ."""
    return torch.eye(p.shape[1], dtype=p.dtype) - p[:, None]


def judge(found: Found) -> list[Check]:
    return [
        # derived: rounding of a few hundred operations in float64, divided by gradients that are seldom short
        at_most("bias, in gradient lengths", found["bias"], 1e-10, guard=True),
        # separating: worst case 8.3, best control 2.5 on seeds 1000 to 1029
        at_least("miss of one draw, gradient lengths", found["miss of one draw"], 4.5),
    ]
