"""A line fitted to a noisy sine errs alike on training and fresh samples, and much on both: it underfits.

Two parameters can follow neither the noise of 30 samples nor the bend of the sine: both errors stay
near what a line must leave of it.  A polynomial of degree 20 follows the noise as well, and pays
for it between the samples: a small error on the training samples, a large one elsewhere.
"""

import torch
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most

CASE = {"degree": 1}
CONTROLS = {"degree 7": {"degree": 7}, "degree 20": {"degree": 20}}

SETS = 64  # independent training sets; medians over them, as high degrees have heavy tails
NOISE = 0.2  # standard deviation of the labels around sin(2πx)
TIMES = (1, 1.5, 2, 4, 10)  # the curves show what more samples would do


def measure(degree: int, seed: int, samples: int = 30, unseen: int = 500) -> dict[str, float | Series]:
    """Median mean squared error on training and on fresh samples, in units of the noise variance σ²."""
    rng = lab.generator(seed)
    sizes = [round(samples * factor) for factor in TIMES]
    x = 2 * torch.rand(SETS, sizes[-1] + unseen, generator=rng, dtype=torch.float64) - 1
    noise = NOISE * torch.randn(x.shape, generator=rng, dtype=torch.float64)
    labels = (torch.sin(2 * torch.pi * x) + noise)[..., None]
    powers = _legendre(x, degree)
    train, test = [], []
    for size in sizes:
        # QR, as the normal equations would lose half of the digits
        q, r = torch.linalg.qr(powers[:, :size])
        errors = (labels - powers @ torch.linalg.solve_triangular(r, q.mT @ labels[:, :size], upper=True)) ** 2
        train.append(float(errors[:, :size].mean((1, 2)).median()) / NOISE**2)
        test.append(float(errors[:, sizes[-1] :].mean((1, 2)).median()) / NOISE**2)
    axis = "training samples"
    return {
        "training error": train[0],
        "fresh error": test[0],
        "fresh / training": test[0] / train[0],
        "error on training samples": Series(tuple(train), axis, "log", tuple(sizes), "log"),
        "error on fresh samples": Series(tuple(test), axis, "log", tuple(sizes), "log"),
    }


def _legendre(x: Tensor, degree: int) -> Tensor:
    """The Legendre polynomials up to `degree` at x: as rich as powers of x, and nearly orthogonal."""
    columns = [torch.ones_like(x), x]
    for k in range(1, degree):
        columns.append(((2 * k + 1) * x * columns[k] - k * columns[k - 1]) / (k + 1))
    return torch.stack(columns[: degree + 1], dim=-1)


def judge(found: Found) -> list[Check]:
    return [
        # derived: nothing foresees the noise, so σ² less five standard errors, 5·1.25·√(2/500)/√64 = 0.05
        at_least("fresh error / σ²", found["fresh error"], 0.95, guard=True),
        # separating: worst case 9.8, best control 0.78 on seeds 1000 to 1029
        at_least("training error / σ²", found["training error"], 2.8),
        # separating: worst case 1.23, best control 1.85 on seeds 1000 to 1029
        at_most("fresh error / training error", found["fresh / training"], 1.5),
    ]
