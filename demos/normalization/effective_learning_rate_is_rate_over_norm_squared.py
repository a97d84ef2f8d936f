"""Before batch norm, weights a times as large with a rate a² times as large train exactly alike (ε negligible).

The gradient at aW is ∇L(W)/a, so a step of rate a²η from aW ends at aW − aη∇L(W) = a(W − η∇L(W)): again a
times the other net, which computes the same.  What counts is η/‖W‖²: growing weights are a falling rate.
"""

import torch
from torch import Tensor, nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most

CASE = {"rate": "a²η"}
CONTROLS = {"rate aη": {"rate": "aη"}, "rate η": {"rate": "η"}}

POWER = {"a²η": 2, "aη": 1, "η": 0}


def measure(rate: str, seed: int, scale: float = 3.0, steps: int = 60, width: int = 32) -> dict[str, float | Series]:
    """Losses (nats) of a net with hidden weights `scale` times as large, against the same net unscaled (float64)."""
    rng = lab.generator(seed)
    inputs, labels = lab.teacher(128, rng=rng)
    data = inputs.double(), labels
    hidden = torch.randn(20, width, generator=rng, dtype=torch.float64) / 20**0.5
    readout = torch.randn(width, 2, generator=rng, dtype=torch.float64) / width**0.5
    normal, normal_step = _losses(data, hidden, readout, 1.0, steps)
    scaled, scaled_step = _losses(data, scale * hidden, readout, scale ** POWER[rate], steps)
    return {
        "start": abs(scaled[0] - normal[0]),
        "largest difference": max(abs(one - other) for one, other in zip(scaled, normal, strict=True)),
        "last loss over entropy": normal[-1] / float(torch.special.entr(labels.bincount() / len(labels)).sum()),
        "relative step shrinks by": normal_step / scaled_step,
        "loss while training": Series(tuple(scaled), axis="step", scale="log"),
    }


def _losses(
    data: tuple[Tensor, Tensor], hidden: Tensor, readout: Tensor, rate: float, steps: int
) -> tuple[list[float], float]:
    """Loss after each step; ‖ΔW‖/‖W‖ of the first.  `rate` is that of the hidden weights, the readout has rate 1."""
    (inputs, labels), losses, first = data, [], hidden
    for step in range(steps):
        weights = [hidden.requires_grad_(), readout.requires_grad_()]
        normed = nn.functional.batch_norm(inputs @ hidden, None, None, training=True, eps=1e-30)
        loss = nn.functional.cross_entropy(torch.relu(normed) @ readout, labels)
        by_hidden, by_readout = torch.autograd.grad(loss, weights)
        hidden, readout = (hidden - rate * by_hidden).detach(), (readout - by_readout).detach()
        losses.append(float(loss.detach()))
        if step == 0:
            moved = float((hidden - first).detach().norm() / first.detach().norm())
    return losses, moved


def judge(found: Found) -> list[Check]:
    """Same start, and the same loss after every step."""
    # derived: machine epsilon, times some thousand operations a step, times 60 steps; such errors do not grow, for
    # weights nudged by a share of 1e-9 at the start move no loss by more than 0.31e-9 (seeds 1000 to 1029)
    rounding = 2.2e-16 * 1e3 * 60
    return [
        at_most("difference of the first loss", found["start"], rounding, guard=True),
        # derived: a net that gives all samples the same answer stays at 1 or above
        at_most("last loss / entropy of the labels", found["last loss over entropy"], 1.0, guard=True),
        at_most("largest difference of a loss", found["largest difference"], rounding),
    ]
