"""For z symmetric about 0, leaky ReLU of slope α multiplies the mean square by (1 + α²)/2, whatever the distribution.

Half of z² lies on each side of 0: the right half passes unchanged, the left half is multiplied by α².  The
squared slope has the same mean, 1² on one half and α² on the other, so what comes back loses the same
factor.  Where z leans to one side, the halves are unequal and the rule fails.
"""

import sys

import torch
from torch.nn.functional import leaky_relu

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most

CASE = {"factor": "(1 + α²)/2", "centre": 0.0}
CONTROLS = {
    "(1 + α)²/2": {"factor": "(1 + α)²/2", "centre": 0.0},
    "½, as for ReLU": {"factor": "½", "centre": 0.0},
    "z with mean 1": {"factor": "(1 + α²)/2", "centre": 1.0},
}

SAMPLES = 10_000


def measure(factor: str, centre: float, seed: int) -> dict[str, float]:
    """Relative distance of two measured mean squares from the factor, for three distributions; the drawn α."""
    rng = lab.generator(seed)
    alpha = 0.2 + 0.6 * torch.rand((), generator=rng, dtype=torch.float64).item()
    stated = {"(1 + α²)/2": (1 + alpha**2) / 2, "(1 + α)²/2": (1 + alpha) ** 2 / 2, "½": 0.5}[factor]
    uniform = torch.rand(SAMPLES, generator=rng, dtype=torch.float64)
    normal = torch.randn(SAMPLES, generator=rng, dtype=torch.float64)
    outputs, slopes = [], []
    for half in (uniform, normal, -uniform.log()):  # flat, bell-shaped, exponential
        z = (torch.cat([half, -half]) + centre).requires_grad_()  # each z has its mirror image
        h = leaky_relu(z, alpha)
        (slope,) = torch.autograd.grad(h.sum(), z)
        outputs.append((h.square().mean() / z.square().mean() / stated - 1).abs().item())
        slopes.append((slope.square().mean() / stated - 1).abs().item())
    return {"slope α": alpha, "distance, outputs": max(outputs), "distance, slopes": max(slopes)}


def judge(found: Found) -> list[Check]:
    """Mean square of the outputs and of the slopes agree with the factor to the last digits."""
    rounding = 2 * SAMPLES * sys.float_info.epsilon  # derived: a sum of 2·SAMPLES terms
    return [
        at_least("slope α", found["slope α"], 0.2, guard=True),
        at_most("mean square of outputs, error", found["distance, outputs"], rounding),
        at_most("mean square of slopes, error", found["distance, slopes"], rounding),
    ]
