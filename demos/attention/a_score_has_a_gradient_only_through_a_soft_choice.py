"""Every score of soft attention moves the loss; where the best position alone is taken, no small change of one does.

Soft attention returns Σ pᵢ·vᵢ, and every pᵢ depends smoothly on every score.  Taking the value with the largest
score returns the same value until two scores change places: the loss is a staircase in the scores, with slope 0
wherever it has one.  So backpropagation cannot train that choice.
"""

import torch
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most, exactly

CASE = {"choice": "soft"}
CONTROL = {"choice": "best position"}

NUDGE = 1e-6


def measure(choice: str, seed: int, positions: int = 8, width: int = 16) -> dict[str, float | Series]:
    """Scores whose nudge changes the loss; |slope by autograd − slope by differences|; the loss along one score."""
    rng = lab.generator(seed)
    scores = torch.randn(positions, generator=rng, dtype=torch.float64).requires_grad_()
    values = torch.randn(positions, width, generator=rng, dtype=torch.float64)
    target = torch.randn(width, generator=rng, dtype=torch.float64)

    def loss(given: Tensor) -> Tensor:
        picked = torch.softmax(given, dim=0) @ values if choice == "soft" else values[given.argmax()]
        return (picked - target).square().sum()

    value = loss(scores)
    # the best position alone leaves no path back to the scores: autograd has nothing to give there
    slopes = torch.autograd.grad(value, scores)[0] if value.requires_grad else torch.zeros(positions)
    plain = scores.detach()
    nudges = NUDGE * torch.eye(positions, dtype=torch.float64)
    by_differences = torch.stack([(loss(plain + nudge) - loss(plain - nudge)) / (2 * NUDGE) for nudge in nudges])
    gap = plain.topk(2).values
    along = torch.linspace(-4, 4, 41, dtype=torch.float64)
    curve = [float(loss(torch.cat([one[None], plain[1:]]))) for one in along]
    return {
        "scores that move the loss": float((by_differences != 0).sum()),
        "positions": positions,
        "lead of the best score": float(gap[0] - gap[1]),
        "autograd − differences": float((slopes - by_differences).abs().max()),
        "length of the gradient": float(slopes.norm()),
        "loss": Series(curve, axis="first score", x=along.tolist()),
    }


def judge(found: Found) -> list[Check]:
    return [
        # derived: no nudge makes two scores change places
        at_least("lead of the best score", found["lead of the best score"], 4 * NUDGE, guard=True),
        # derived: rounding of a loss under 1,000 divided by the nudge; its third derivative adds far less
        at_most("slope: autograd − differences", found["autograd − differences"], 1e-6, guard=True),
        exactly("share of scores that move the loss", found["scores that move the loss"] / found["positions"], 1),
    ]
