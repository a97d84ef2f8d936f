"""Of all critical points of a random Gaussian function about (1/2)^D are minima for D ≤ 4, but fewer for D = 20.

Where such a function (covariance exp(−r²/2)) has height f, its Hessian is G − f·I with G random symmetric (GOE):
the height moves all eigenvalues together.  Critical points are met in proportion to |det| (Kac and Rice).  Repulsion
makes minima rarer than independent signs would, the common shift makes them more frequent; for small D the two cancel.
"""

import torch
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, close

CASE = {"heights": "all", "eigenvalues": "repelling"}
CONTROLS = {
    "mean height": {"heights": "mean", "eigenvalues": "repelling"},  # no common shift
    "no repulsion": {"heights": "all", "eigenvalues": "independent"},
}

DIMENSIONS = (1, 2, 3, 4)
LARGE = 20


def measure(heights: str, eigenvalues: str, seed: int, matrices: int = 8_000) -> dict[str, float | Series]:
    """Share of the critical points that are minima, relative to (1/2)^D (standard deviation of the function: 1)."""
    rng = lab.generator(seed)
    points = (-14, 14, 113) if heights == "all" else (0, 0, 1)
    height = torch.linspace(*points, dtype=torch.float64)[:, None]
    shares = {}
    for dimension in (*DIMENSIONS, LARGE):
        drawn = _eigenvalues(eigenvalues, dimension, matrices if dimension < LARGE else matrices // 4, rng)
        shifted = drawn[:, None] - height
        # the weight of a critical point: density of its height, times |det|
        met = torch.exp(-(height[:, 0] ** 2) / 2) * shifted.prod(2).abs()
        shares[dimension] = float((met * (shifted > 0).all(2)).sum() / met.sum())
    return {
        **{f"D = {dimension}": share * 2**dimension for dimension, share in shares.items()},
        "share of minima": Series(tuple(shares[dimension] for dimension in DIMENSIONS), "D", "log", x=DIMENSIONS),
    }


def _eigenvalues(kind: str, dimension: int, matrices: int, rng: torch.Generator) -> Tensor:
    entries = torch.randn(matrices, dimension, dimension, generator=rng, dtype=torch.float64)
    if kind == "independent":
        return 2**0.5 * entries[:, 0]
    return torch.linalg.eigvalsh((entries + entries.mT) / 2**0.5)  # variance 1 off the diagonal, 2 on it


def judge(found: Found) -> list[Check]:
    return [
        # derived: 1, since a minimum is as likely as a maximum
        close("minima ÷ (1/2)^D, D = 1", found["D = 1"], 1, abs=0.2, guard=True),
        # "about" is 20 %; the exact values lie between 0.95 and 1
        close("minima ÷ (1/2)^D, D = 2", found["D = 2"], 1, abs=0.2),
        close("minima ÷ (1/2)^D, D = 3", found["D = 3"], 1, abs=0.2),
        close("minima ÷ (1/2)^D, D = 4", found["D = 4"], 1, abs=0.2),
        at_most("minima ÷ (1/2)^D, D = 20", found["D = 20"], 1),  # the claim's "fewer"; on average 1/6
    ]
