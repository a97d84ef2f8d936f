"""Among sums of waves of about one length, a critical point has more negative eigenvalues the higher it lies (D = 20).

Such a sum is, in each place, high where it curves down: the Hessian holds −f times
the identity.  So a critical point with many directions to escape by lies high, and minima lie low.
Height says nothing of curvature where most of it comes from waves far longer than those that make the bends.
"""

import math

import torch
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most, close

CASE = {"waves": "one length"}
CONTROL = {"waves": "two lengths"}  # half of them 1000 times as long, and 30 times as high

FUNCTIONS = 200  # one critical point is sought on each


def measure(waves: str, seed: int, dimension: int = 20, number: int = 100) -> dict[str, float | Series]:
    """Share of negative Hessian eigenvalues at critical points, and its correlation with their height."""
    rng = lab.generator(seed)
    vectors = torch.randn(FUNCTIONS, number, dimension, generator=rng, dtype=torch.float64)
    phases = 2 * math.pi * torch.rand(FUNCTIONS, number, generator=rng, dtype=torch.float64)
    amplitudes = torch.full((number,), (2 / number) ** 0.5, dtype=torch.float64)
    if waves == "two lengths":
        vectors[:, ::2] /= 1000
        amplitudes[::2] *= 30

    def taylor(x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Height, gradient and Hessian of Σ a·cos(v·x + phase) at x."""
        angles = torch.einsum("fnd,fd->fn", vectors, x) + phases
        cosines, sines = amplitudes * angles.cos(), amplitudes * angles.sin()
        hessian = -(vectors.mT * cosines[:, None]) @ vectors
        return cosines.sum(1), -torch.einsum("fn,fnd->fd", sines, vectors), hessian

    x = torch.zeros(FUNCTIONS, dimension, dtype=torch.float64)
    way = torch.linspace(-1, 1, FUNCTIONS, dtype=torch.float64)[:, None]
    for _ in range(10):  # up or down a little, so that high and low critical points are found as well
        x = x - 0.1 * way * taylor(x)[1]
    for _ in range(30):  # Newton's method goes to a critical point of any kind; its steps are cut to a length of ½
        _, gradient, hessian = taylor(x)
        step = torch.linalg.solve(hessian, gradient)
        x = x - step * (0.5 / step.norm(dim=1, keepdim=True)).clamp(max=1)
    height, gradient, hessian = taylor(x)
    found = gradient.norm(dim=1) < 1e-9
    order = height[found].argsort()
    heights = height[found][order]
    negative = (torch.linalg.eigvalsh(hessian[found][order]) < 0).double().mean(1)
    quarter = len(order) // 4
    return {
        "critical points": float(found.sum()),
        "correlation": float(torch.corrcoef(torch.stack([heights, negative]))[0, 1]),
        "negative, lowest quarter": float(negative[:quarter].mean()),
        "negative, highest quarter": float(negative[-quarter:].mean()),
        "share of negative eigenvalues": Series(tuple(negative.tolist()), "critical point, lowest first"),
        "all": float(negative.mean()),
    }


def judge(found: Found) -> list[Check]:
    return [
        at_least("critical points found", found["critical points"], 100, guard=True),
        # derived: upside down the function is as likely; five standard errors, as seen on seeds 1000 to 1029
        close("negative, all points (share)", found["all"], 0.5, abs=0.13, guard=True),
        # separating: worst case 0.995, best control 0.27 on seeds 1000 to 1029
        at_least("correlation with height", found["correlation"], 0.63),
        # separating: worst case 0.12, best control 0.37 on seeds 1000 to 1029
        at_most("negative, lowest quarter (share)", found["negative, lowest quarter"], 0.24),
        # separating: worst case 0.88, best control 0.66 on seeds 1000 to 1029
        at_least("negative, highest quarter (share)", found["negative, highest quarter"], 0.77),
    ]
