"""Gradient descent cannot lower the 0-1 loss: it is flat wherever it does not jump, so its gradient is zero.

The 0-1 loss is 1 where the margin y·z is not positive and 0 elsewhere: moving a weight a little takes no
example across 0.  Hinge and logistic loss slope towards the right side.  So does squared error after a
sigmoid, which is not convex either: what descent misses in the 0-1 loss is a slope.
"""

import torch
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, exactly

CASE = {"loss": "0-1"}
CONTROLS = {
    "hinge": {"loss": "hinge"},
    "logistic": {"loss": "logistic"},
    "sigmoid + MSE": {"loss": "squared error"},
}

LOSSES = {
    "0-1": lambda v: (v <= 0).double(),
    "hinge": lambda v: (1 - v).clamp(min=0),
    "logistic": lambda v: torch.log1p(torch.exp(-v)),
    "squared error": lambda v: (1 - torch.sigmoid(v)).square(),
}
# A central difference treats all four alike; autograd has no rule for a step.  The nudge is so small that
# it takes some example across 0 in about one seed of a million.
NUDGE = 1e-9


def measure(loss: str, seed: int, samples: int = 200, steps: int = 50, rate: float = 0.5) -> dict[str, float | Series]:
    """Norm of the gradient at the start, and the share of examples that a linear classifier gets wrong."""
    rng = lab.generator(seed)
    inputs = torch.randn(samples, 10, generator=rng, dtype=torch.float64)
    labels = (inputs @ torch.randn(10, generator=rng, dtype=torch.float64)).sign()
    weights = torch.randn(10, generator=rng, dtype=torch.float64)
    signed = labels[:, None] * inputs  # the margin is signed @ weights
    nudges = NUDGE * torch.eye(10, dtype=torch.float64)

    def mean_losses(rows: Tensor) -> Tensor:
        return LOSSES[loss](signed @ rows.T).mean(dim=0)

    norms, wrong = [], []
    for _ in range(steps):
        wrong.append(float((signed @ weights <= 0).double().mean()))
        gradient = (mean_losses(weights + nudges) - mean_losses(weights - nudges)) / (2 * NUDGE)
        norms.append(float(gradient.norm()))
        weights = weights - rate * gradient
    return {
        "norm of the gradient": norms[0],
        "share wrong at the start": wrong[0],
        "change of the share wrong": wrong[-1] - wrong[0],
        "share wrong": Series(wrong, axis="step"),
    }


def judge(found: Found) -> list[Check]:
    return [
        # derived: only weights within 14.4° of the right ones start better: in ten dimensions p = 5e-7
        at_least("share wrong at the start", found["share wrong at the start"], 0.08, guard=True),
        exactly("norm of the gradient", found["norm of the gradient"], 0),
        exactly("change of the share wrong", found["change of the share wrong"], 0),
    ]
