"""Where the gradient of a convex function is 0, no point of the whole space lies lower.

A convex f lies above its tangent plane at a: f(b) ≥ f(a) + ∇f(a)·(b − a).  Where ∇f(a) = 0 the plane is
level, and f(b) ≥ f(a) for every b, near or far.  Without convexity a point with gradient 0 may have lower
points right beside it (a saddle), or lower points far away alone (the higher of two wells).
"""

import torch
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, exactly

CASE = {"shape": "convex"}
CONTROLS = {"saddle": {"shape": "saddle"}, "two wells": {"shape": "two wells"}}


def measure(
    shape: str, seed: int, dimension: int = 6, starts: int = 100, steps: int = 100
) -> dict[str, float | Series]:
    """‖∇f‖ at a point a, and f, less f(a), at the lowest point that many descents find (dimensionless)."""
    rng = lab.generator(seed)
    turned, _ = torch.linalg.qr(torch.randn(dimension, dimension, generator=rng, dtype=torch.float64))
    stretched = turned * (0.5 + torch.rand(dimension, generator=rng, dtype=torch.float64))
    a = torch.randn(dimension, generator=rng, dtype=torch.float64)

    def f(points: Tensor) -> Tensor:
        return profile(shape, (points - a) @ stretched).sum(dim=-1)

    slope_at_a = torch.func.grad(f)(a)
    # The descents search far and near: from 0.1 to 10 units away.
    away = 10 ** torch.linspace(-1, 1, starts, dtype=torch.float64)[:, None]
    points = a + away * torch.randn(starts, dimension, generator=rng, dtype=torch.float64)
    for _ in range(steps):
        slopes = torch.func.grad(lambda several: f(several).sum())(points)
        points = points - 0.05 * slopes.clamp(-10, 10)  # clamped, for the wells are steep far out
    depths = f(points) - f(a)
    line = torch.linspace(0, 1.5, 31, dtype=torch.float64)
    return {
        "f along the line": Series(
            (f(a + line[:, None] * (points[depths.argmin()] - a)) - f(a)).tolist(),
            axis="way from a (0) to the lowest point found (1)",
            x=tuple(line.tolist()),
        ),
        "gradient at a": float(slope_at_a.norm()),
        "lowest found": float(depths.min()),
        "operations": float(20 * dimension),
    }


def profile(shape: str, u: Tensor) -> Tensor:
    """A function of each coordinate that has value 0 and slope 0 at u = 0."""
    if shape == "convex":
        return torch.log(torch.cosh(u))
    if shape == "saddle":
        return u.square() / 2 * (-1.0) ** torch.arange(u.shape[-1])
    return u**4 / 4 - 2.5 * u**3 / 3 + u.square() / 2  # slope u·(u − ½)·(u − 2): minima at 0 and, lower, at 2


def judge(found: Found) -> list[Check]:
    """In all arms the gradient at a is 0; in the convex one alone that settles it."""
    # derived: machine epsilon times the operations; at a itself all terms are exactly 0
    rounding = torch.finfo(torch.float64).eps * found["operations"]
    return [
        exactly("norm of the gradient at a", found["gradient at a"], 0, guard=True),
        at_least("lowest f found, less f(a)", found["lowest found"], -rounding),
    ]
