"""A saddle has gradient 0 like a minimum or a maximum, but both lower and higher points right beside it.

Where the gradient is 0 the Hessian H decides: f(a + v) − f(a) ≈ ½·vᵀHv.  An eigenvector with a positive
eigenvalue leads up, one with a negative eigenvalue down.  All positive makes a minimum, all negative a
maximum, and some of each a saddle.
"""

import torch
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most, exactly

CASE = {"eigenvalues": "both signs"}
CONTROLS = {"minimum": {"eigenvalues": "positive"}, "maximum": {"eigenvalues": "negative"}}

RADIUS = 1e-4


def measure(eigenvalues: str, seed: int, dimension: int = 8, probes: int = 1000) -> dict[str, float]:
    """‖∇f‖ at a point a, and f − f(a) at the lowest and the highest of many points beside it, / distance²."""
    rng = lab.generator(seed)
    turned, _ = torch.linalg.qr(torch.randn(dimension, dimension, generator=rng, dtype=torch.float64))
    sizes = 0.5 + torch.rand(dimension, generator=rng, dtype=torch.float64)
    signs = {"positive": 1.0, "negative": -1.0, "both signs": (-1.0) ** torch.arange(dimension)}[eigenvalues]
    hessian = turned * (sizes * signs) @ turned.T
    a, bend = torch.randn(2, dimension, generator=rng, dtype=torch.float64)

    def f(points: Tensor) -> Tensor:
        v = points - a
        return ((v @ hessian) * v).sum(dim=-1) / 2 + (v @ bend) ** 3

    directions = torch.randn(probes, dimension, generator=rng, dtype=torch.float64)
    beside = a + RADIUS * directions / directions.norm(dim=1, keepdim=True)
    rises = (f(beside) - f(a)) / RADIUS**2
    return {
        "gradient at a": float(torch.func.grad(f)(a).norm()),
        "lowest": float(rises.min()),
        "highest": float(rises.max()),
    }


def judge(found: Found) -> list[Check]:
    """The gradient is 0 in all arms; what lies beside the point tells them apart."""
    # derived: eigenvalues of one sign keep ½·vᵀHv / r² at ¼ or more from 0; the cubic term adds less than 0.02
    return [
        exactly("norm of the gradient at a", found["gradient at a"], 0, guard=True),
        at_most("(lowest f beside it − f(a)) / r²", found["lowest"], -0.05),
        at_least("(highest f beside it − f(a)) / r²", found["highest"], 0.05),
    ]
