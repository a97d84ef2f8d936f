"""For D = 2, 3, 4 the eigenvalues of a random symmetric (GOE) matrix are all positive more rarely than (1/2)^D.

Half of them are positive, but they repel: their joint density holds the factor Π|λᵢ − λⱼ|.  So they spread
out over both sides of 0, and all on one side is squeezed.  For D = 2 the matrices with two
positive eigenvalues are a cone of half-angle 45°, (1 − 1/√2)/2 of all; for D = 3 the share is ¼ − 1/(√2·π).
"""

import math

import torch
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, close

CASE = {"hessian": "symmetric"}
CONTROL = {"hessian": "diagonal"}  # independent eigenvalues

MATRICES = 20_000
DIMENSIONS = (1, 2, 3, 4)
EXACT = {2: (1 - 0.5**0.5) / 2, 3: 0.25 - 1 / (2**0.5 * math.pi)}


def measure(hessian: str, seed: int, dimension: int = 2) -> dict[str, float | Series]:
    """Share of random Hessians whose eigenvalues are all positive, and of single positive eigenvalues (%)."""
    rng = lab.generator(seed)
    signs = {size: _eigenvalues(hessian, size, rng) > 0 for size in {*DIMENSIONS, dimension}}
    minima = {size: 100 * float(positive.all(1).float().mean()) for size, positive in signs.items()}
    return {
        "positive eigenvalues": 100 * float(signs[4].float().mean()),
        "all positive": minima[dimension],
        "all 2 positive": minima[2],
        "all 3 positive": minima[3],
        "all 4 positive": minima[4],
        # half a matrix more, so that a share of none can stand on a logarithmic axis
        "all positive (%)": Series(
            tuple(minima[size] + 50 / MATRICES for size in DIMENSIONS), "dimension", "log", x=DIMENSIONS
        ),
    }


def _eigenvalues(hessian: str, dimension: int, rng: torch.Generator) -> Tensor:
    entries = torch.randn(MATRICES, dimension, dimension, generator=rng)
    if hessian == "diagonal":
        return entries.diagonal(dim1=1, dim2=2)
    return torch.linalg.eigvalsh((entries + entries.mT) / 2)  # the distribution is the same in any rotated axes


def judge(found: Found) -> list[Check]:
    def error(share: float) -> float:  # derived: five standard errors of a share of MATRICES, in per cent
        return 500 * (share * (1 - share) / MATRICES) ** 0.5

    return [
        # derived: by symmetry a half; the signs in one matrix repel, so this error is no larger than for single coins
        close("positive eigenvalues, D = 4 (%)", found["positive eigenvalues"], 50, abs=error(0.5), guard=True),
        close("all positive, D = 2 (%)", found["all 2 positive"], 100 * EXACT[2], abs=error(EXACT[2])),
        close("all positive, D = 3 (%)", found["all 3 positive"], 100 * EXACT[3], abs=error(EXACT[3])),
        # separating: worst case 0.35, best control 5.8 on seeds 1000 to 1029; (1/2)⁴ is 6.25
        at_most("all positive, D = 4 (%)", found["all 4 positive"], 1.4),
    ]
