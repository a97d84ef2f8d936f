"""The gradient of softmax cross-entropy with respect to the logits is p − y, for any target that sums to one.

L = −Σ yᵢ·log pᵢ = (Σ yᵢ)·log Σ exp(zⱼ) − Σ yᵢzᵢ.  The derivative of the first part is p times Σ yᵢ, that of
the second is y.  The log has undone the exp of the softmax; squared error has no log, so there the
softmax's own derivative stays as a factor.
"""

import sys

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, one_hot

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most

CASE = {"loss": "cross-entropy", "target_sum": 1.0}
CONTROLS = {
    "squared error": {"loss": "squared error", "target_sum": 1.0},
    "targets sum to 2": {"loss": "cross-entropy", "target_sum": 2.0},
}


def measure(loss: str, target_sum: float, seed: int, classes: int = 10, smoothing: float = 0.1) -> dict[str, float]:
    """Largest |∂L/∂z − (p − y)| by autograd; and ∂L/∂z of the true class where all logits are equal."""
    rng = lab.generator(seed)
    samples = int(torch.randint(50, 500, (), generator=rng))
    z = 3 * torch.randn(samples, classes, generator=rng, dtype=torch.float64)
    hard = one_hot(torch.randint(0, classes, (samples,), generator=rng), classes).double()
    soft = torch.softmax(torch.randn(samples, classes, generator=rng, dtype=torch.float64), dim=1)

    def distance(y: Tensor) -> float:
        return float((gradient(loss, z, y) - (torch.softmax(z, dim=1) - y)).abs().max())

    smoothed = torch.full((1, classes), smoothing / classes)
    smoothed[0, 0] += 1 - smoothing
    return {
        "operations": 10 * classes,
        "hard targets": distance(target_sum * hard),
        "soft targets": distance(target_sum * soft),
        "gradient of the true class": float(gradient(loss, torch.zeros(1, classes), smoothed)[0, 0]),
    }


def gradient(loss: str, z: Tensor, y: Tensor) -> Tensor:
    """∂L/∂z by autograd, for the loss summed over samples."""
    z = z.clone().requires_grad_()
    if loss == "cross-entropy":
        total = cross_entropy(z, y, reduction="sum")
    else:
        total = (torch.softmax(z, dim=1) - y).square().sum()
    return torch.autograd.grad(total, z)[0]


def judge(found: Found) -> list[Check]:
    # derived: machine epsilon times the operations for one sample
    rounding = sys.float_info.epsilon * found["operations"]
    return [
        at_most("∂L/∂z less (p − y), hard targets", found["hard targets"], rounding),
        at_most("∂L/∂z less (p − y), soft targets", found["soft targets"], rounding),
    ]
