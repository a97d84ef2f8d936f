"""Averaged over the drawn position, loss × ∇log p equals the gradient of the expected loss of hard attention.

Hard attention draws position i with probability pᵢ and pays Lᵢ, so it expects to pay Σ pᵢ·Lᵢ.  As ∇pᵢ = pᵢ·∇log pᵢ,
the gradient of that sum is the mean of Lᵢ·∇log pᵢ over draws: REINFORCE.  One control forgets the logarithm; the
other takes the gradient of soft attention, which pays for the mean value and not for a drawn one.
"""

import torch
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most

CASE = {"estimate": "L·∇log p"}
CONTROLS = {"L·∇p": {"estimate": "L·∇p"}, "soft attention": {"estimate": "soft attention"}}

LARGEST = 12  # positions that a seed may draw
# derived: machine epsilon for each operation behind an entry, a loss being a sum of sixteen squares
ROUNDING = 100 * LARGEST * torch.finfo(torch.float64).eps


def measure(estimate: str, seed: int, width: int = 16) -> dict[str, float]:
    """Distance of the mean estimate from the gradient of the expected loss, relative to the length of the latter.

    The mean over draws is computed exactly: each position, with its probability.
    """
    rng = lab.generator(seed)
    positions = int(torch.randint(4, LARGEST + 1, (1,), generator=rng))
    scores = torch.randn(positions, generator=rng, dtype=torch.float64).requires_grad_()
    values = torch.randn(positions, width, generator=rng, dtype=torch.float64)
    target = torch.randn(width, generator=rng, dtype=torch.float64)
    p = torch.softmax(scores, dim=0)
    losses = (values - target).square().sum(dim=1)

    def gradient(of: Tensor) -> Tensor:
        return torch.autograd.grad(of, scores, retain_graph=True)[0]

    if estimate == "soft attention":
        draws = gradient((p @ values - target).square().sum()).expand(positions, positions)  # the same, whatever i is
    else:
        draws = torch.stack([gradient(p[i].log() if estimate == "L·∇log p" else p[i]) for i in range(positions)])
        draws = losses[:, None] * draws
    mean, wanted = p.detach() @ draws, gradient(p @ losses)
    return {
        "autograd − closed form": float((wanted - p * (losses - p @ losses)).detach().norm() / wanted.norm()),
        "length of the gradient": float(wanted.norm()),
        "mean estimate, off by": float((mean - wanted).norm() / wanted.norm()),
    }


def judge(found: Found) -> list[Check]:
    return [
        # the derivative of pᵢ by the scores is pᵢ·(δᵢⱼ − pⱼ), so that of Σ pᵢ·Lᵢ by scoreⱼ is pⱼ·(Lⱼ − Σ pᵢ·Lᵢ)
        at_most("autograd − closed form (share)", found["autograd − closed form"], ROUNDING, guard=True),
        at_most("mean estimate, off by (share)", found["mean estimate, off by"], ROUNDING),
    ]
