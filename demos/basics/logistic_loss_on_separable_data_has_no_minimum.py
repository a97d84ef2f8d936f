"""On separable data the convex logistic loss has no minimum; descent keeps lowering it, and ‖w‖ keeps growing.

Where w separates the data, 2w does so with twice the margin and a lower loss, and log(1 + e^−margin) comes
near 0 without reaching it.  So no point has gradient 0, just as e^x has none.  One label that no plane can
get right gives every direction a cost, and then there is a minimum.
"""

from itertools import pairwise

import torch
from torch.nn.functional import logsigmoid

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most

CASE = {"labels": "separable"}
CONTROL = {"labels": "a quarter flipped"}


def measure(labels: str, seed: int, samples: int = 60, steps: int = 2000) -> dict[str, float | Series]:
    """Gradient descent on two weights: the norm of the gradient, and of w, step by step (dimensionless)."""
    rng = lab.generator(seed)
    inputs = torch.randn(samples, 2, generator=rng, dtype=torch.float64)
    signs = (inputs @ torch.randn(2, generator=rng, dtype=torch.float64)).sign()
    if labels == "a quarter flipped":
        signs[: samples // 4] *= -1
    signed = signs[:, None] * inputs  # the margins are signed @ w
    rate = 4 * samples / torch.linalg.matrix_norm(inputs, ord=2) ** 2  # 1/L, as σ′ ≤ ¼
    w = torch.zeros(2, dtype=torch.float64)
    losses, gradients, lengths = [], [], []
    for _ in range(steps):
        margins = signed @ w
        gradient = -(signed.T @ torch.sigmoid(-margins)) / samples
        losses.append(float(-logsigmoid(margins).mean()))
        gradients.append(float(gradient.norm()))
        lengths.append(float(w.norm()))
        w = w - rate * gradient
    return {
        "length of w": Series(lengths[1:], axis="step", x_scale="log"),
        "rises of the loss": sum(after > before + 1e-13 for before, after in pairwise(losses)),
        "gradient at the end": gradients[-1],
        "growth of w": lengths[-1] / lengths[len(lengths) // 2],
    }


def judge(found: Found) -> list[Check]:
    """Descent goes down in both arms; on separable data alone there is no bottom."""
    return [
        # derived: at rate 1/L no step raises a loss whose curvature is at most L
        at_most("steps that raised the loss", found["rises of the loss"], 0, guard=True),
        # separating, in log space: worst case 7e-4, best control 4e-17 on seeds 1000 to 1029
        at_least("norm of the gradient at the end", found["gradient at the end"], 2e-10),
        # separating: worst case 1.19, best control 1.00 on seeds 1000 to 1029
        at_least("‖w‖ at the end / halfway", found["growth of w"], 1.09),
    ]
